internal import TollgateFeed
internal import TollgateRegistrar

/// One gate's place in the feed of clients.
///
/// A gate that resumes gets what has changed since; any other one gets `reset`, every client, `complete`, and then the
/// changes. Each `client` says all that is true of it, so none has to be seen that a later one replaces.
struct ClientFeedCursor {
    /// How many records are read at once.
    private static let batch = 500

    private let registrar: Registrar
    private var sequence: Int64
    /// Whether the gate still has to get the complete list.
    private var needsList: Bool

    /// A place in the feed.
    ///
    /// - Parameters:
    ///   - registrar: The registrar.
    ///   - lastEventID: The `id` of the last message that the gate has; `nil` for none.
    /// - Throws: `RegistrationError.store`.
    init(_ registrar: Registrar, lastEventID: String?) async throws(RegistrationError) {
        self.registrar = registrar
        sequence = lastEventID.flatMap { Int64($0) } ?? 0
        // A number that lies ahead of every record is of another database.
        needsList =
            sequence <= 0 ? true : try await registrar.changes(after: sequence - 1, limit: 1).isEmpty
        if needsList { sequence = 0 }
    }

    /// The messages since the last call, as server-sent events; empty if there are none.
    mutating func poll() async throws(RegistrationError) -> String {
        guard needsList else { return try await changes(areIdentified: true) }
        var text = ClientFeedMessage.reset.event().text
        text += try await changes(areIdentified: false)
        text += ClientFeedMessage.complete.event(id: String(sequence)).text
        needsList = false
        return text
    }

    private mutating func changes(areIdentified: Bool) async throws(RegistrationError) -> String {
        var text = ""
        while true {
            let changes = try await registrar.changes(after: sequence, limit: Self.batch)
            for change in changes {
                sequence = change.sequence
                guard let standing = registrar.standing(of: change.record) else { continue }
                text +=
                    ClientFeedMessage.client(ClientFeedEntry(standing))
                    .event(id: areIdentified ? String(sequence) : "").text
            }
            if changes.count < Self.batch { return text }
        }
    }
}
