internal import TollgateConcurrency

/// Finds issuers' metadata and remembers it: 128 documents for a day, and for 30 s that there is none.
///
/// ```swift
/// let clients = OutboundClients()
/// let cache = DiscoveryCache(client: clients.client())
/// let metadata = try await cache.metadata(issuer: "https://idp.example/realms/portal")
/// print(metadata.registrationEndpoint ?? "no registration", metadata.jwksURI ?? "no keys")
/// try await clients.shutdown()
/// ```
///
/// Callers that ask while a search is under way share its answer. Where a new search fails, the older metadata stands
/// in. It may be used from any number of tasks.
public final class DiscoveryCache: Sendable {
    private typealias Outcome = Result<ProviderMetadata, DiscoveryError>

    private struct Search {
        let id: UInt64
        let task: Task<Void, Never>
        var waiters: [UInt64: CheckedContinuation<Outcome, Never>]
    }

    private struct State {
        var memory: MetadataMemory
        var searches: [MetadataMemory.Key: Search] = [:]
        var nextID: UInt64 = 0
    }

    private let discovery: Discovery
    private let now: @Sendable () -> ContinuousClock.Instant
    private let start: ContinuousClock.Instant
    private let state: Lock<State>

    /// A cache over `client`.
    ///
    /// - Parameters:
    ///   - client: Fetches the documents.
    ///   - capacity: The number that is remembered; the one not used for longest makes room. Default: 128.
    ///   - lifetime: The time for which metadata is relied on. Default: 24 h.
    ///   - failureLifetime: The time for which a failure is. Default: 30 s.
    ///   - now: Reads a clock that never jumps. Default: that of the system.
    public init(
        client: OutboundClient, capacity: Int = 128, lifetime: Duration = .seconds(86_400),
        failureLifetime: Duration = .seconds(30),
        now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }
    ) {
        discovery = Discovery(client: client)
        self.now = now
        start = now()
        state = Lock(
            State(
                memory: MetadataMemory(capacity: capacity, lifetime: lifetime, failureLifetime: failureLifetime)))
    }

    /// Finds the metadata of `issuer`, checked to be that issuer's.
    ///
    /// - Parameters:
    ///   - issuer: The issuer identifier.
    ///   - discoveryURL: The place of the document, if it is not one of the two standard ones.
    /// - Returns: The metadata.
    /// - Throws: ``DiscoveryError/unavailable(issuer:attempts:)`` where no place answers with status 200 or the task is
    ///   cancelled, ``DiscoveryError/malformed(url:)`` or ``DiscoveryError/memberInvalid(place:member:expected:)``
    ///   where none has a document with an `issuer`, ``DiscoveryError/issuerMismatch(expected:found:)`` where it is
    ///   another issuer's.
    public func metadata(issuer: String, discoveryURL: String? = nil) async throws(DiscoveryError) -> ProviderMetadata {
        try await metadata(MetadataMemory.Key(issuer: issuer, url: discoveryURL))
    }

    /// Finds the metadata at a full well-known URL, whose document names an issuer of the same origin.
    ///
    /// - Parameter wellKnownURL: The URL.
    /// - Returns: The metadata.
    /// - Throws: ``DiscoveryError/unavailable(issuer:attempts:)`` where the URL does not answer with status 200 or the
    ///   task is cancelled, ``DiscoveryError/malformed(url:)`` or
    ///   ``DiscoveryError/memberInvalid(place:member:expected:)`` where the answer is no document with an `issuer`,
    ///   ``DiscoveryError/issuerMismatch(expected:found:)`` where it is of another origin.
    public func metadata(at wellKnownURL: String) async throws(DiscoveryError) -> ProviderMetadata {
        try await metadata(MetadataMemory.Key(url: wellKnownURL))
    }

    /// Has metadata looked for again, because what it leads to does not answer as it should.
    ///
    /// - Parameters:
    ///   - issuer: The issuer that was named; `nil` where only the URL was.
    ///   - discoveryURL: The URL that was named, if one was.
    public func distrust(issuer: String?, discoveryURL: String? = nil) {
        let key = MetadataMemory.Key(issuer: issuer, url: discoveryURL)
        let now = nanoseconds()
        state.withLock { $0.memory.distrust(key, at: now) }
    }

    private func metadata(_ key: MetadataMemory.Key) async throws(DiscoveryError) -> ProviderMetadata {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if let outcome = begin(key, waiter: id, continuation) { continuation.resume(returning: outcome) }
            }
        } onCancel: {
            giveUp(key, waiter: id)
        }
        return try outcome.get()
    }

    /// Answers from memory, or has the waiter wait for a search that is going on or begins now.
    private func begin(
        _ key: MetadataMemory.Key, waiter: UInt64, _ continuation: CheckedContinuation<Outcome, Never>
    ) -> Outcome? {
        let now = nanoseconds()
        return state.withLock { state in
            if Task.isCancelled { return .failure(Self.givenUp(key)) }
            switch state.memory.recall(key, at: now) {
            case .found(let metadata): return .success(metadata)
            case .failed(let error): return .failure(error)
            case .nothing: break
            }
            if state.searches[key] != nil {
                state.searches[key]?.waiters[waiter] = continuation
            } else {
                // The waiter's number is the search's as well: both are used once.
                state.searches[key] = Search(
                    id: waiter, task: Task { await self.search(key, id: waiter) }, waiters: [waiter: continuation])
            }
            return nil
        }
    }

    private func search(_ key: MetadataMemory.Key, id: UInt64) async {
        var outcome: Outcome
        do throws(DiscoveryError) {
            outcome = .success(try await fetch(key))
        } catch {
            outcome = .failure(error)
        }
        let now = nanoseconds()
        let waiters = state.withLock { state -> [CheckedContinuation<Outcome, Never>] in
            // A search that everybody gave up was cancelled: it says nothing about the issuer.
            guard state.searches[key]?.id == id else { return [] }
            switch outcome {
            case .success(let metadata): state.memory.found(metadata, key, at: now)
            case .failure(let error):
                if let older = state.memory.failed(error, key, at: now) { outcome = .success(older) }
            }
            return state.searches.removeValue(forKey: key).map { Array($0.waiters.values) } ?? []
        }
        for waiter in waiters { waiter.resume(returning: outcome) }
    }

    private func fetch(_ key: MetadataMemory.Key) async throws(DiscoveryError) -> ProviderMetadata {
        if let issuer = key.issuer { return try await discovery.metadata(issuer: issuer, discoveryURL: key.url) }
        return try await discovery.metadata(at: key.url ?? "")
    }

    /// Answers a waiter whose task was cancelled; the search goes on while there are other waiters.
    private func giveUp(_ key: MetadataMemory.Key, waiter: UInt64) {
        let (continuation, search) = state.withLock { state in
            let continuation = state.searches[key]?.waiters.removeValue(forKey: waiter)
            guard let search = state.searches[key], search.waiters.isEmpty else { return (continuation, Search?.none) }
            state.searches[key] = nil
            return (continuation, search)
        }
        search?.task.cancel()
        continuation?.resume(returning: .failure(Self.givenUp(key)))
    }

    /// The time since the cache was made.
    private func nanoseconds() -> Int64 { MetadataMemory.nanoseconds(start.duration(to: now())) }

    private static func givenUp(_ key: MetadataMemory.Key) -> DiscoveryError {
        .unavailable(issuer: key.issuer ?? key.url ?? "", attempts: ["nothing to its end: the request was given up"])
    }
}
