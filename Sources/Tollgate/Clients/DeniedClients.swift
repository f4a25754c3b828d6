internal import Synchronization
internal import TollgateConcurrency

/// The clients whose unexpired tokens are refused because they were deleted or suspended.
///
/// ```swift
/// gate.deniedClients.deny(issuer: "https://idp.example", client: "c-17")
/// ```
///
/// Safe to use from any thread. A token that was seen before costs the reading of one number, until the list changes.
public final class DeniedClients: Sendable {
    private let clients = Lock<Set<ClientIdentity>>([])
    /// Versions are drawn for all lists together: what a token notes of one list must not hold for another.
    private static let lastVersion = Atomic<UInt64>(0)
    /// Moves whenever the list changes.
    private let version = Atomic<UInt64>(lastVersion.add(1, ordering: .relaxed).newValue)

    /// An empty list.
    public init() {}

    /// Refuses every token that `issuer` issued, or will issue, to `client`.
    public func deny(issuer: String, client: String) {
        change { $0.insert(ClientIdentity(issuer: issuer, clientID: client)) }
    }

    /// Takes a client off the list, for example when its suspension ends.
    public func allow(issuer: String, client: String) {
        change { $0.remove(ClientIdentity(issuer: issuer, clientID: client)) }
    }

    /// Puts other clients in the place of those on the list.
    public func replaceAll(with denied: Set<ClientIdentity>) {
        change { $0 = denied }
    }

    /// The number of clients on the list.
    public var count: Int { clients.withLock { $0.count } }

    private func change<Ignored>(_ body: (inout Set<ClientIdentity>) -> Ignored) {
        clients.withLock { clients in
            _ = body(&clients)
            version.store(Self.lastVersion.add(1, ordering: .relaxed).newValue, ordering: .releasing)
        }
    }

    /// Whether the client of a token is on the list.
    ///
    /// The answer is noted in the token and holds until the list changes.
    func contains(_ token: VerifiedToken) -> Bool {
        let now = version.load(ordering: .acquiring)
        let noted = token.denial.load(ordering: .relaxed)
        if noted >> 1 == now { return noted & 1 == 1 }
        guard let client = token.claims.clientID else { return false }
        return clients.withLock { clients in
            let isDenied = clients.contains(ClientIdentity(issuer: token.claims.issuer, clientID: client))
            // The version cannot move while the list is locked.
            token.denial.store(version.load(ordering: .relaxed) << 1 | (isDenied ? 1 : 0), ordering: .relaxed)
            return isDenied
        }
    }
}
