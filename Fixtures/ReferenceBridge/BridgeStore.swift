internal import TollgateConcurrency
internal import TollgateCrypto

/// The clients of a bridge, in memory.
///
/// A real bridge calls its identity provider here.
public final class BridgeStore: Sendable {
    private let clients = Lock<[String: BridgeClient]>([:])

    /// A store without clients.
    public init() {}

    /// All clients, in no order.
    public var all: [BridgeClient] { clients.withLock { Array($0.values) } }

    /// Registers a client, or finds the one that the same registration has made before.
    ///
    /// - Parameters:
    ///   - registration: What to register it with.
    ///   - key: The registration's `Idempotency-Key`.
    ///   - now: The time in Unix seconds.
    /// - Returns: The client; `nil` if the key belongs to another registration.
    func register(_ registration: BridgeRegistration, key: String?, now: Int64) -> BridgeClient? {
        clients.withLock { clients in
            if let key, let known = clients.values.first(where: { $0.idempotencyKey == key }) {
                return known.registration == registration ? known : nil
            }
            let client = BridgeClient(
                id: RandomBytes.hexadecimal(count: 8), secret: RandomBytes.hexadecimal(count: 24), issuedAt: now,
                registration: registration, idempotencyKey: key)
            clients[client.id] = client
            return client
        }
    }

    func update(_ id: String, to registration: BridgeRegistration) -> BridgeClient? {
        clients.withLock { clients in
            clients[id]?.registration = registration
            return clients[id]
        }
    }

    func rotateSecret(_ id: String) -> BridgeClient? {
        clients.withLock { clients in
            clients[id]?.secret = RandomBytes.hexadecimal(count: 24)
            return clients[id]
        }
    }

    /// Deletes a client and says whether there was one.
    func delete(_ id: String) -> Bool {
        clients.withLock { $0.removeValue(forKey: id) != nil }
    }
}
