import Synchronization
import TollgateRegistrar

/// The clients of a scripted provider.
final class ClientTable: Sendable {
    struct Client: Sendable {
        var id: String
        var secret: String
        var token: String
        var members: [String: JSONValue]

        /// The members with identifier and secret, as most providers answer.
        var shown: [String: JSONValue] {
            members.merging(["client_id": .string(id), "client_secret": .string(secret)]) { _, own in own }
        }
    }

    private struct State {
        var clients: [String: Client] = [:]
        var count = 0
    }

    private let state = Mutex(State())

    var all: [Client] { state.withLock { Array($0.clients.values) } }

    subscript(id: String) -> Client? {
        state.withLock { $0.clients[id] }
    }

    /// A new client with these members.
    func add(_ members: [String: JSONValue]) -> Client {
        let client = Client(id: next("client"), secret: next("secret"), token: next("token"), members: members)
        state.withLock { $0.clients[client.id] = client }
        return client
    }

    func put(_ client: Client) {
        state.withLock { $0.clients[client.id] = client }
    }

    func remove(_ id: String) {
        state.withLock { $0.clients[id] = nil }
    }

    /// A name that was never given before, such as `token-3`.
    func next(_ kind: String) -> String {
        state.withLock { state in
            state.count += 1
            return "\(kind)-\(state.count)"
        }
    }
}
