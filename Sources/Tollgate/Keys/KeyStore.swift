internal import Synchronization
public import TollgateCatalogue
internal import TollgateConcurrency
internal import TollgateEncoding

/// The keys of all issuers, and their freshness.
///
/// The gate asks it synchronously. A fetcher reads ``fetchRequests``, asks ``scheduledFetches(at:)``, and reports back
/// with ``install(_:issuer:at:maximumAgeSeconds:from:)`` or ``fetchFailed(issuer:reason:at:)``. Safe to use from any
/// thread; nothing waits while it is locked.
///
/// ```swift
/// for await slot in gate.keys.fetchRequests {
///     guard let issuer = gate.keys.issuer(at: slot) else { continue }   // the catalogue has it no longer
///     do {
///         let keySet = try KeySet(json: try await fetch(issuer))
///         gate.keys.install(keySet, issuer: slot, at: .now())
///     } catch {
///         gate.keys.fetchFailed(issuer: slot, reason: "\(error)", at: .now())
///     }
/// }
/// ```
public final class KeyStore: Sendable {
    struct State {
        var slots: [KeySlot]
        var table: KeyTable
        var waiters = KeyWaiters()
        /// The catalogue whose issuers the store has keys for.
        var indexID: UInt64?
        var unknownKeys = UnknownKeyMemory()

        /// Makes a table of the keys as they are now.
        mutating func rebuildTable() {
            table = KeyTable(
                slots.map(\.keySet), generations: slots.map { $0.freshness.generation.load(ordering: .relaxed) },
                freshness: slots.map(\.freshness))
        }
    }

    /// The issuers whose keys are to be fetched now because a token has a key that is not among them.
    public let fetchRequests: AsyncStream<IssuerSlot>

    private let requests: AsyncStream<IssuerSlot>.Continuation
    let state: Lock<State>
    private let isFixed: Bool
    /// From 0 to 1: how much earlier the next fetch comes, so that gates do not all ask at once.
    private let jitter: @Sendable () -> Double

    /// A store without keys for the issuers of a catalogue.
    ///
    /// - Parameters:
    ///   - catalogue: The catalogue; the other methods name an issuer by its ``CompiledCatalogue/issuerSlots``.
    ///   - isFixed: Whether keys are installed once and never fetched. Default: no.
    public convenience init(_ catalogue: CompiledCatalogue, isFixed: Bool = false) {
        self.init(catalogue, isFixed: isFixed) { Double.random(in: 0...1) }
    }

    package init(_ catalogue: CompiledCatalogue, isFixed: Bool, jitter: @escaping @Sendable () -> Double) {
        self.isFixed = isFixed
        self.jitter = jitter
        state = Lock(State(slots: [], table: KeyTable([], generations: [], freshness: [])))
        (fetchRequests, requests) = AsyncStream.makeStream(
            bufferingPolicy: .bufferingNewest(Self.maximumFetchRequests))
        _ = adopt(catalogue, replacing: nil)
    }

    /// Single flight bounds what can be waiting to one request for each issuer.
    private static let maximumFetchRequests = 10_000

    /// Goes on for another catalogue: issuers that are still there keep their keys, the others lose them.
    ///
    /// - Parameters:
    ///   - catalogue: A catalogue that was made to replace the one before.
    ///   - old: The one before.
    /// - Returns: `false` where that is not the one whose issuers the store has: it is another gate's.
    func adopt(_ catalogue: CompiledCatalogue, replacing old: CompiledCatalogue?) -> Bool {
        state.withLock { state in
            guard state.indexID == old?.index.id else { return false }
            state.indexID = catalogue.index.id
            var issuers = [Issuer?](repeating: nil, count: catalogue.keySlotCount)
            for (issuer, compiled) in zip(catalogue.source.issuers, catalogue.index.issuers) {
                issuers[compiled.slot.index] = issuer
            }
            for (index, issuer) in issuers.enumerated() {
                if index == state.slots.count {
                    state.slots.append(KeySlot(issuer: issuer, isFixed: isFixed))
                } else if let issuer {
                    state.slots[index].adopt(issuer)
                } else if state.slots[index].issuer != nil {
                    state.slots[index].issuer = nil
                    state.slots[index].keySet = nil
                    state.slots[index].places = []
                    state.slots[index].machine = RefreshStateMachine(settings: KeyRefreshSettings(), isFixed: true)
                    state.slots[index].freshness.generation.add(1, ordering: .releasing)
                    state.slots[index].freshness.usableUntil.store(.min, ordering: .releasing)
                }
            }
            state.rebuildTable()
            return true
        }
    }

    /// The slot of the issuer that has this name in the newest catalogue; `nil` if there is none.
    public func slot(ofIssuer name: String) -> IssuerSlot? {
        state.withLock { $0.slots.firstIndex { $0.issuer?.name == name }.map { IssuerSlot(index: $0) } }
    }

    /// The issuer with a slot, as the newest catalogue has it; `nil` if it has it no longer.
    public func issuer(at slot: IssuerSlot) -> Issuer? {
        state.withLock { $0.slots.indices.contains(slot.index) ? $0.slots[slot.index].issuer : nil }
    }

    // MARK: - For the gate

    /// The keys as they are now.
    func table() -> KeyTable { state.withLock { $0.table } }

    /// The outcome of asking for a key that is unknown.
    enum UnknownKey {
        /// There are other keys now than those that were looked through.
        case retry
        case wait(KeyWait)
        case reject(Rejection)
    }

    /// Asks for the keys of these issuers to be fetched, as far as their cooldowns allow.
    ///
    /// - Parameters:
    ///   - issuers: The issuers whose key it may be.
    ///   - keyID: Its `kid`; all tokens without one count as one: what a fetch has just not brought causes no other.
    ///   - table: The keys that it is not among.
    ///   - instant: Now.
    ///   - earlier: The wait before this call; an issuer whose fetch was finished since is not asked again.
    /// - Returns: The fetches to wait for, or the rejection of the request.
    func unknownKey(
        issuers: [IssuerSlot], keyID: ExactString?, in table: KeyTable, at instant: Instant,
        after earlier: KeyWait? = nil
    ) -> UnknownKey {
        let now = instant.monotonicNanoseconds
        let hash = UnknownKeyMemory.hash(keyID)
        var toFetch: [IssuerSlot] = []
        var outcome = state.withLock { state -> UnknownKey in
            // Keys that were installed since would otherwise be taken for a fetch that did not bring this one.
            guard state.table === table else { return .retry }
            var wait = KeyWait(fetches: [])
            var isFailing = false
            for issuer in issuers {
                let machine = state.slots[issuer.index].machine
                let asked = earlier?.fetches.first { $0.issuer == issuer }
                let isAnswered = asked.map { $0.generation < machine.generation } ?? false
                let question = UnknownKeyMemory.Question(
                    issuer: issuer, successes: machine.successes,
                    keysGeneration: state.slots[issuer.index].freshness.generation.load(ordering: .relaxed))
                // A fetch that is going on may be waited for all the same.
                let isRemembered = !machine.isFetching && state.unknownKeys.isUnknown(hash, question, at: now)
                let outcome =
                    isAnswered || isRemembered ? .coolingDown : state.slots[issuer.index].machine.unknownKey(at: now)
                switch outcome {
                case .fetch, .join:
                    if outcome == .fetch {
                        toFetch.append(issuer)
                        state.slots[issuer.index].unknownKeyFetches += 1
                    }
                    wait.fetches.append(KeyWait.Fetch(issuer: issuer, generation: machine.generation))
                    let began = state.slots[issuer.index].machine.fetchBegan
                    state.unknownKeys.asked(hash, question, fetchBegan: began, cooldown: machine.cooldown)
                case .coolingDown:
                    isFailing = isFailing || machine.isFailing || !machine.mayUseKeys(at: now)
                }
            }
            if !wait.fetches.isEmpty { return .wait(wait) }
            return .reject(isFailing ? .keysUnavailable : .keyUnknown)
        }
        for issuer in toFetch {
            if case .enqueued = requests.yield(issuer) { continue }
            // Nobody fetches any more: give the claim back, or the issuer would never be fetched again.
            fetchFailed(issuer: issuer, reason: "nobody fetches keys", at: instant)
            outcome = .reject(.keysUnavailable)
        }
        return outcome
    }

    // MARK: - For fetchers

    /// The issuers whose scheduled fetch is due; each is claimed for the caller, who must report back.
    public func scheduledFetches(at instant: Instant) -> [IssuerSlot] {
        state.withLock { state in
            state.slots.indices.filter {
                state.slots[$0].machine.beginScheduledFetch(at: instant.monotonicNanoseconds)
            }.map { IssuerSlot(index: $0) }
        }
    }

    /// The time from `instant` until a scheduled fetch is due, in nanoseconds; `nil` if none is planned.
    public func nanosecondsUntilNextFetch(at instant: Instant) -> Int64? {
        state.withLock { state in
            state.slots.compactMap { slot in
                slot.machine.nextFetch.map { max($0, instant.monotonicNanoseconds) - instant.monotonicNanoseconds }
            }.min()
        }
    }

    /// Puts a fetched key set in the place of the issuer's old one, and wakes the requests that waited for it.
    ///
    /// - Parameters:
    ///   - keySet: The new keys.
    ///   - issuer: The issuer; one that the newest catalogue has no longer is left alone.
    ///   - instant: The time at which the fetch was finished.
    ///   - maximumAgeSeconds: The server's `max-age`, if it gave one.
    ///   - places: The URLs or the file that they came from, for people. Default: none.
    public func install(
        _ keySet: KeySet, issuer: IssuerSlot, at instant: Instant, maximumAgeSeconds: Int64? = nil,
        from places: [String] = []
    ) {
        let jitter = jitter()
        let woken = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            let index = issuer.index
            guard state.slots.indices.contains(index), state.slots[index].issuer != nil else { return [] }
            let isChanged = state.slots[index].keySet.map { !$0.hasSameKeys(as: keySet) } ?? true
            state.slots[index].keySet = keySet
            state.slots[index].places = places
            state.slots[index].lastError = nil
            state.slots[index].machine.succeeded(
                at: instant.monotonicNanoseconds, maximumAgeSeconds: maximumAgeSeconds, jitter: jitter)
            let freshness = state.slots[index].freshness
            if isChanged {
                freshness.generation.add(1, ordering: .releasing)
                state.rebuildTable()
            }
            freshness.usableUntil.store(
                state.slots[index].machine.usableUntil, ordering: .releasing)
            return state.waiters.take(issuer: issuer)
        }
        for waiter in woken { waiter.resume() }
    }

    /// Records that a fetch brought no usable keys; the old ones stay, and the requests that waited are woken.
    ///
    /// - Parameters:
    ///   - issuer: The issuer; one that the newest catalogue has no longer is left alone.
    ///   - reason: The cause in words, for people.
    ///   - instant: The time at which the fetch was finished.
    public func fetchFailed(issuer: IssuerSlot, reason: String, at instant: Instant) {
        let jitter = jitter()
        let woken = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            let index = issuer.index
            guard state.slots.indices.contains(index), state.slots[index].issuer != nil else { return [] }
            state.slots[index].lastError = reason
            state.slots[index].machine.failed(at: instant.monotonicNanoseconds, jitter: jitter)
            return state.waiters.take(issuer: issuer)
        }
        for waiter in woken { waiter.resume() }
    }

    // MARK: - Waiting

    /// Waits until one of the fetches that `wait` stands for is finished, or the time is over.
    ///
    /// - Parameters:
    ///   - wait: The wait that the gate answered.
    ///   - timeout: The longest wait. Default: 1 second.
    ///   - clock: The clock that measures it.
    /// - Returns: Whether a fetch is finished. `false` at once when requests are waiting already that hold 64 MiB, or
    ///   32 MiB for one of the issuers.
    public func finished(
        _ wait: KeyWait, within timeout: Duration = .seconds(1), clock: any Clock<Duration> = ContinuousClock()
    ) async -> Bool {
        let id = state.withLock { $0.waiters.reserve(wait) }
        guard let id else { return false }
        let timer = Task {
            try? await clock.sleep(for: timeout)
            state.withLock { $0.waiters.take(id: id) }?.resume()
        }
        await withCheckedContinuation { continuation in
            let isFinished = state.withLock { state in
                if Self.isAnyFinished(wait, state) {
                    state.waiters.take(id: id)
                    return true
                }
                return !state.waiters.wait(continuation, id: id)
            }
            if isFinished { continuation.resume() }
        }
        timer.cancel()
        return state.withLock { Self.isAnyFinished(wait, $0) }
    }

    private static func isAnyFinished(_ wait: KeyWait, _ state: State) -> Bool {
        wait.fetches.contains { state.slots[$0.issuer.index].machine.generation > $0.generation }
    }
}
