public import TollgateCatalogue
internal import TollgateConcurrency

/// The clients that the registrar has registered, and the scopes that each was granted.
///
/// An API with `clients: registered` takes from a token only the scopes that its client was granted: an identity
/// provider that hands out more gains no client anything, and a change takes effect without a new token. Until the list
/// is loaded for the first time, such an API answers `grants_unavailable`; a client that is not on it is
/// `client_unknown`.
///
/// Safe to use from any thread. A token that was seen before costs the reading of one flag, until its client's grants
/// change.
public final class RegisteredClients: Sendable {
    private struct State {
        var isLoaded = false
        var clients: [ClientIdentity: Entry] = [:]
    }

    private let state = Lock(State())
    private let takesEveryClient: Bool

    /// A list that is not loaded yet.
    public init() {
        takesEveryClient = false
    }

    private init(takesEveryClient: Bool) {
        self.takesEveryClient = takesEveryClient
    }

    /// A list that takes every client for registered, and grants it whatever its token says.
    ///
    /// It is for looking at a catalogue without a registrar, as `tollgate explain` and `tollgate replay` do, and never
    /// for requests of clients.
    package static func everyClient() -> RegisteredClients { RegisteredClients(takesEveryClient: true) }

    /// Whether the list was loaded.
    public var isLoaded: Bool { state.withLock { $0.isLoaded } }

    /// The number of clients on the list.
    public var count: Int { state.withLock { $0.clients.count } }

    /// Puts a complete list in the place of what was known.
    ///
    /// Clients that were granted the same as before are left alone, so that nothing about them has to be resolved
    /// again.
    ///
    /// - Parameter clients: Every client, with what it was granted.
    public func replaceAll(with clients: [ClientIdentity: [ScopeWindow]]) {
        let replaced = state.withLock { state in
            state.isLoaded = true
            var replaced: [Entry] = []
            var new: [ClientIdentity: Entry] = [:]
            new.reserveCapacity(clients.count)
            for (client, windows) in clients {
                if let old = state.clients[client], old.windows == windows {
                    new[client] = old
                } else {
                    new[client] = Entry(windows)
                }
            }
            for (client, old) in state.clients where new[client] !== old { replaced.append(old) }
            state.clients = new
            return replaced
        }
        for client in replaced { client.retire() }
    }

    /// Notes what a client is granted from now on.
    ///
    /// Before the first complete list it counts for nothing.
    ///
    /// - Parameters:
    ///   - windows: Everything that it is granted; what it had before is forgotten.
    ///   - client: The client.
    public func set(_ windows: [ScopeWindow], for client: ClientIdentity) {
        let old = state.withLock { $0.clients.updateValue(Entry(windows), forKey: client) }
        old?.retire()
    }

    /// Takes a client off the list.
    public func remove(_ client: ClientIdentity) {
        let old = state.withLock { $0.clients.removeValue(forKey: client) }
        old?.retire()
    }

    /// The client of some claims, or `nil` where every client is taken for registered.
    ///
    /// - Throws: ``Rejection/grantsUnavailable`` before the list is loaded, ``Rejection/clientUnknown`` where the
    ///   client is not on it.
    func client(of claims: Claims) throws(Rejection) -> Entry? {
        guard !takesEveryClient else { return nil }
        let found = state.withLock { state -> Result<Entry, Rejection> in
            guard state.isLoaded else { return .failure(.grantsUnavailable) }
            guard let id = claims.clientID,
                let client = state.clients[ClientIdentity(issuer: claims.issuer, clientID: id)]
            else { return .failure(.clientUnknown) }
            return .success(client)
        }
        return try found.get()
    }
}
