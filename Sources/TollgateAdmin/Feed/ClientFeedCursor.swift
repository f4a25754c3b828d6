internal import TollgateFeed
internal import TollgateRegistrar

/// One gate's place in the feed of clients.
///
/// A gate that resumes gets what has changed since; any other one gets `reset`, every client, `complete`, and then the
/// changes. Each `client` says all that is true of it, so none has to be seen that a later one replaces. Where products
/// or plans come to stand for something else, every client is told again, in the order of the changes: a gate that is cut
/// off meanwhile resumes in the middle.
struct ClientFeedCursor {
    /// How many records are read at once, which bounds what is kept for a gate that is slow.
    private static let batch = 500

    private let registrar: Registrar
    private var scopes: GrantableScopes
    private var generation: String
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
    /// - Throws: `RegistrationError.store`.
    init(_ registrar: Registrar, lastEventID: String?) async throws(RegistrationError) {
        self.registrar = registrar
        scopes = registrar.grantableScopes
        generation = scopes.fingerprint
        position = ClientFeedPosition(generation: generation, sequence: 0)
        list = .start
        // A gate that was told what products and plans stood for at another time could have clients left over.
        if let last = lastEventID.flatMap(ClientFeedPosition.init), last.generation == generation,
            // A number that lies ahead of every record is of another database.
            try await !registrar.changes(after: last.sequence - 1, limit: 1).isEmpty
        {
            position = last
            list = nil
        }
    }

    /// The next messages as server-sent events; empty if there is none.
    mutating func next() async throws(RegistrationError) -> String {
        let now = registrar.grantableScopes
        if now != scopes {
            scopes = now
            generation = now.fingerprint
        }
        if generation != position.generation {
            position = ClientFeedPosition(generation: generation, sequence: 0)
            if list != nil { list = .start }
        }
        var text = ""
        if list == .start {
            text = ClientFeedMessage.reset.event().text
            list = .rest
        }
        let changes = try await registrar.changes(after: position.sequence, limit: Self.batch)
        for change in changes {
            position.sequence = change.sequence
            guard let standing = registrar.standing(of: change.record, scopes: scopes) else { continue }
            let id = list == nil ? position.description : ""
            text += ClientFeedMessage.client(ClientFeedEntry(standing)).event(id: id).text
        }
        hasCaughtUp = changes.count < Self.batch
        if hasCaughtUp, list != nil {
            text += ClientFeedMessage.complete.event(id: position.description).text
            list = nil
        }
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
        return text
    }
}
