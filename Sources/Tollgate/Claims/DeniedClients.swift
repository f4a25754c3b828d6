internal import TollgateConcurrency

/// The clients whose unexpired tokens are refused because they were deleted or suspended.
///
/// Safe to use from any thread. A look-up costs one uncontended lock.
public final class DeniedClients: Sendable {
    private struct Client: Hashable {
        let issuer: ExactString
        let id: ExactString
    }

    private let clients = Lock<Set<Client>>([])

    /// A list with nobody on it.
    public init() {}

    /// Refuses every token that `issuer` issued, or will issue, to `client`.
    public func deny(issuer: String, client: String) {
        clients.withLock { _ = $0.insert(Client(issuer: ExactString(issuer), id: ExactString(client))) }
    }

    /// Takes a client off the list, for example when its suspension ends.
    public func allow(issuer: String, client: String) {
        clients.withLock { _ = $0.remove(Client(issuer: ExactString(issuer), id: ExactString(client))) }
    }

    /// How many clients are on the list.
    public var count: Int { clients.withLock { $0.count } }

    func contains(issuer: ExactString, client: ExactString) -> Bool {
        clients.withLock { $0.contains(Client(issuer: issuer, id: client)) }
    }
}
