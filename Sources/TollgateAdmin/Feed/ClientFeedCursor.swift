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
        var text = Self.event("reset", "{}")
        text += try await changes(areIdentified: false)
        text += Self.event("complete", "{}", id: sequence)
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
                text += Self.event("client", Self.json(standing), id: areIdentified ? sequence : nil)
            }
            if changes.count < Self.batch { return text }
        }
    }

    private static func event(_ name: String, _ data: String, id: Int64? = nil) -> String {
        "event: \(name)\ndata: \(data)\n" + (id.map { "id: \($0)\n" } ?? "") + "\n"
    }

    private static func json(_ standing: ClientStanding) -> String {
        let grants = standing.grants.map { grant -> JSONValue in
            var members: [String: JSONValue] = ["scopes": .strings(grant.scopes)]
            members["starts_at"] = grant.startsAt.map(JSONValue.integer)
            members["ends_at"] = grant.endsAt.map(JSONValue.integer)
            return .object(members)
        }
        let members: [String: JSONValue] = [
            "issuer": .string(standing.issuer), "client_id": .string(standing.clientID),
            "state": .string(standing.state.rawValue), "grants": .array(grants),
        ]
        return String(decoding: JSONValue.object(members).text, as: UTF8.self)
    }
}
