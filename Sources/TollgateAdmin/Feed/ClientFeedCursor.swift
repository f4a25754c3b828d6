internal import TollgateFeed
internal import TollgateRegistrar

/// One gate's place in the feed of clients.
///
/// A gate that resumes gets what has changed since; any other one gets `reset`, every client, `complete`, and then the
/// changes. Each `client` says all that is true of it, so none has to be seen that a later one replaces.
///
/// Where products or plans come to stand for something else, the clients that are granted something else by that are told
/// again, and `complete` after them. What is new goes ahead of that, and of a list: before each part of them the changes
/// since are told. A record that changes meanwhile gets a number behind the list's end, so it is told as a change, and
/// left out of the list if that has not come to it. Parts are read when they are told, never before: of a record the list
/// tells nothing that is older than a change. Of a client with several records it can, which `sequence` shows.
///
/// In a list events have no `id`: a gate that is cut off gets another one. While clients are told again the `id` says how
/// far both have come, so that a gate which is cut off resumes in the middle.
struct ClientFeedCursor {
    /// After so many changes of the catalogue that came before everything had been told again, all is told.
    private static let maximumFormer = 4

    private let registrar: Registrar
    /// How many records are read at once, which bounds what is kept for a gate that is slow, and what news wait for.
    private let batch: Int
    /// What products and plans stand for in `position`.
    private(set) var scopes: GrantableScopes
    /// What they stood for when the gate was told what it is to be told again; `nil` where nobody knows.
    private var former: [GrantableScopes]?
    /// The part of the complete list that comes next; `nil` if the gate has it.
    private var list: ListPart?
    /// How far the gate has been told.
    private(set) var position: ClientFeedPosition
    /// Whether there was nothing more to read.
    private(set) var hasCaughtUp = false

    private enum ListPart {
        case start, rest
    }

    /// A place in the feed.
    ///
    /// - Parameters:
    ///   - registrar: The registrar.
    ///   - lastEventID: The `id` of the last message that the gate has; `nil` for none.
    ///   - batch: How many records are read at once.
    /// - Throws: `RegistrationError.store`.
    init(_ registrar: Registrar, lastEventID: String?, batch: Int = 200) async throws(RegistrationError) {
        self.registrar = registrar
        self.batch = batch
        scopes = registrar.grantableScopes
        position = ClientFeedPosition(generation: scopes.fingerprint, point: .start)
        list = .start
        // A gate that was told what products and plans stood for at another time could have clients left over.
        if let last = lastEventID.flatMap(ClientFeedPosition.init), last.generation == position.generation,
            try await registrar.remembers(last.point)
        {
            position = last
            list = nil
        }
    }

    /// The next messages as server-sent events; empty if there is none.
    mutating func next() async throws(RegistrationError) -> String {
        takeUp(registrar.grantableScopes)
        if list == nil, try await !registrar.remembers(position.point) { list = .start }
        var text = ""
        if list == .start {
            position.point = try await registrar.lastChange()
            position.rest = ClientFeedPosition.Rest(told: 0, end: position.point.sequence)
            former = nil
            text = ClientFeedMessage.reset.event().text
            list = .rest
        }
        let news = try await registrar.changes(after: position.point.sequence, limit: batch)
        for change in news {
            position.point = change.point
            tell(change, in: &text)
        }
        hasCaughtUp = false
        guard news.count < batch else { return text }
        if let rest = position.rest { try await tell(rest, in: &text) }
        hasCaughtUp = position.rest == nil
        return text
    }

    /// Goes on with what was read for all gates, if it begins where this one is.
    ///
    /// - Parameter batch: What was read.
    /// - Returns: The events; `nil` if the gate has to read by itself.
    mutating func take(_ batch: ClientFeedBatch) -> String? {
        if batch.end == position { return "" }
        guard batch.start == position, let text = batch.text else {
            hasCaughtUp = false
            return nil
        }
        position = batch.end
        scopes = batch.scopes
        return text
    }

    /// Begins to tell again what the gate was told under other circumstances.
    private mutating func takeUp(_ now: GrantableScopes) {
        guard now != scopes else { return }
        let old = scopes
        scopes = now
        position.generation = now.fingerprint
        guard list == nil else {
            list = .start
            return
        }
        let known = position.rest == nil ? [] : former
        former = known.map { $0 + [old] }
        if let former, former.count > Self.maximumFormer { self.former = nil }
        position.rest = ClientFeedPosition.Rest(told: 0, end: position.point.sequence)
    }

    /// Tells the next part of what is to be told again, or of the list.
    private mutating func tell(_ rest: ClientFeedPosition.Rest, in text: inout String) async throws(RegistrationError) {
        var rest = rest
        let changes = try await registrar.changes(after: rest.told, limit: batch)
        for change in changes where change.sequence <= rest.end {
            rest.told = change.sequence
            position.rest = rest.told < rest.end ? rest : nil
            if !isKnown(change.record) { tell(change, in: &text) }
        }
        guard changes.count < batch || changes.last?.sequence ?? 0 >= rest.end else { return }
        position.rest = nil
        former = nil
        list = nil
        text += ClientFeedMessage.complete.event(id: position.description).text
    }

    /// Whether the gate was told of a record what is true now, whichever of the former circumstances it was told under.
    private func isKnown(_ record: ClientRecord) -> Bool {
        guard let former else { return false }
        let standing = registrar.standing(of: record, scopes: scopes)
        return former.allSatisfy { registrar.standing(of: record, scopes: $0) == standing }
    }

    private func tell(_ change: ClientChange, in text: inout String) {
        guard let standing = registrar.standing(of: change.record, scopes: scopes) else { return }
        let entry = ClientFeedEntry(standing, sequence: change.sequence)
        text += ClientFeedMessage.client(entry).event(id: list == nil ? position.description : "").text
    }
}
