/// One gate's place in the feed of clients.
///
/// A gate that resumes gets what has changed since; any other one gets `reset`, every client, `complete`, and then the
/// changes. Each `client` says all that is true of it, so none has to be seen that a later one replaces.
///
/// Where products or plans come to stand for something else, the clients that are granted something else by that are
/// told again, and `complete` after them. What is new goes ahead of that, and of a list: before each part of them the
/// changes since are told. A record that changes meanwhile gets a number behind the list's end, so it is told as a
/// change, and left out of the list if that has not come to it. Parts are read when they are told, never before: of a
/// record the list tells nothing that is older than a change. Of a client with several records it can, which `sequence`
/// shows.
///
/// In a list events have no `id`: a gate that is cut off gets another one. While clients are told again the `id` says
/// how far both have come, so that a gate which is cut off resumes in the middle.
package struct ClientFeedCursor<Ledger: ClientFeedLedger>: Sendable {
    /// After so many changes of the catalogue that came before everything had been told again, all is told.
    private static var maximumFormer: Int { 4 }

    private let ledger: Ledger
    /// The number of records that are read at once, which bounds the memory for a slow gate and the wait of news.
    private let batch: Int
    /// The meaning of products and plans in ``position``.
    package private(set) var terms: Ledger.Terms
    /// Their meanings when the gate was told what it is to be told again; `nil` where they are not known.
    private var former: [Ledger.Terms]?
    /// The part of the complete list that comes next; `nil` if the gate has it.
    private var list: ListPart?
    /// The position up to which the gate has been told.
    package private(set) var position: ClientFeedPosition
    /// Whether there was nothing more to read.
    package private(set) var hasCaughtUp = false

    private enum ListPart {
        case start, rest
    }

    /// A place in the feed.
    ///
    /// - Parameters:
    ///   - ledger: The books.
    ///   - lastEventID: The `id` of the last message that the gate has; `nil` for none.
    ///   - batch: The number of records that are read at once.
    /// - Throws: The ledger's `Failure` if the books cannot be read.
    package init(_ ledger: Ledger, lastEventID: String?, batch: Int = 200) async throws(Ledger.Failure) {
        self.ledger = ledger
        self.batch = batch
        terms = ledger.terms
        position = ClientFeedPosition(generation: ledger.fingerprint(of: terms), point: .start)
        list = .start
        // A gate that was told what products and plans stood for at another time could have clients left over.
        if let last = lastEventID.flatMap({ ClientFeedPosition($0) }), last.generation == position.generation,
            try await ledger.remembers(last.point)
        {
            position = last
            list = nil
        }
    }

    /// Reads the next messages as server-sent events.
    ///
    /// - Returns: The text of the events; empty if there is none.
    /// - Throws: The ledger's `Failure` if the books cannot be read.
    package mutating func next() async throws(Ledger.Failure) -> String {
        takeUp(ledger.terms)
        if list == nil, try await !ledger.remembers(position.point) { list = .start }
        var text = ""
        if list == .start {
            position.point = try await ledger.lastChange()
            position.rest = ClientFeedPosition.Rest(told: 0, end: position.point.sequence)
            former = nil
            text = ClientFeedMessage.reset.event().text
            list = .rest
        }
        let news = try await ledger.changes(after: position.point.sequence, limit: batch)
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
    /// - Parameter batch: The changes that were read.
    /// - Returns: The events; `nil` if the gate has to read by itself.
    package mutating func take(_ batch: ClientFeedBatch<Ledger.Terms>) -> String? {
        if batch.end == position { return "" }
        guard batch.start == position, let text = batch.text else {
            hasCaughtUp = false
            return nil
        }
        position = batch.end
        terms = batch.terms
        return text
    }

    /// Begins to tell again what the gate was told under other circumstances.
    private mutating func takeUp(_ now: Ledger.Terms) {
        guard now != terms else { return }
        let old = terms
        terms = now
        position.generation = ledger.fingerprint(of: now)
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
    private mutating func tell(_ rest: ClientFeedPosition.Rest, in text: inout String) async throws(Ledger.Failure) {
        var rest = rest
        let changes = try await ledger.changes(after: rest.told, limit: batch)
        for change in changes where change.point.sequence <= rest.end {
            rest.told = change.point.sequence
            position.rest = rest.told < rest.end ? rest : nil
            if !isKnown(change) { tell(change, in: &text) }
        }
        guard changes.count < batch || changes.last?.point.sequence ?? 0 >= rest.end else { return }
        position.rest = nil
        former = nil
        list = nil
        text += ClientFeedMessage.complete.event(id: position.description).text
    }

    /// Says whether the gate has the current entry of a client, whichever of the former meanings it was told under.
    private func isKnown(_ change: ClientFeedChange<Ledger.Terms>) -> Bool {
        guard let former else { return false }
        let entry = change.entry(terms)
        return former.allSatisfy { change.entry($0) == entry }
    }

    private func tell(_ change: ClientFeedChange<Ledger.Terms>, in text: inout String) {
        guard let entry = change.entry(terms) else { return }
        text += ClientFeedMessage.client(entry).event(id: list == nil ? position.description : "").text
    }
}
