internal import NIOCore
internal import TollgateConcurrency

/// The addresses of upstreams' names, which all loops share.
///
/// Each name is looked up when it is first watched, and again and again as long as it is: away from the loops, and by
/// one look-up at a time. What was found stays while looking up fails. It reads no clock: moments are passed in, in
/// nanoseconds.
final class NameBook: Sendable {
    /// An answer to those who watch a name.
    enum Answer: Sendable {
        /// Its addresses, at least one; they are others than before.
        case addresses([SocketAddress])
        /// It has none so far, and the reason.
        case failed(NameFault)
    }

    /// The number by which a watch ends.
    typealias Watch = UInt64

    fileprivate struct Watcher {
        let eventLoop: any EventLoop
        let tell: @Sendable (Answer) -> Void
    }

    fileprivate struct Entry {
        var addresses: [SocketAddress] = []
        var fault: NameFault?
        var isBeingLookedUp = false
        var due: Int64
        var watchers: [Watch: Watcher] = [:]

        /// What is known, if anything is.
        var answer: Answer? { addresses.isEmpty ? fault.map { .failed($0) } : .addresses(addresses) }
    }

    fileprivate struct State {
        var entries: [String: Entry] = [:]
        var newest: Watch = 0
        /// The moment before which no name is due.
        var due = Int64.max
    }

    /// No more addresses of one name are used.
    static let mostAddresses = 64

    private let resolver: any NameResolver
    private let observer: any GatewayObserver
    private let refresh: Int64
    /// The time until the next look-up after one that has failed.
    private let retry: Int64
    private let state = Lock(State())

    /// A book without names.
    ///
    /// - Parameters:
    ///   - resolver: Finds addresses.
    ///   - refresh: The time between two look-ups of a name, in nanoseconds.
    ///   - observer: Sees when looking up begins to fail, and when it works again.
    init(_ resolver: any NameResolver, refresh: Int64, _ observer: any GatewayObserver) {
        self.resolver = resolver
        self.observer = observer
        self.refresh = refresh
        retry = min(refresh, max(1_000_000_000, refresh / 10))
    }

    // MARK: - Watching

    /// Begins to watch a name.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - now: The moment.
    ///   - eventLoop: The loop on which is told.
    ///   - tell: Gets what is known, soon, and each change of it.
    /// - Returns: The number of the watch.
    func watch(
        _ name: String, at now: Int64, on eventLoop: any EventLoop, _ tell: @escaping @Sendable (Answer) -> Void
    ) -> Watch {
        let number = state.withLock { state -> Watch in
            state.newest += 1
            var entry = state.entries[name] ?? Entry(due: now)
            entry.watchers[state.newest] = Watcher(eventLoop: eventLoop, tell: tell)
            if let answer = entry.answer { eventLoop.execute { tell(answer) } }
            state.due = min(state.due, entry.due)
            state.entries[name] = entry
            return state.newest
        }
        lookUpDue(at: now)
        return number
    }

    /// Ends a watch; a name that nobody watches is forgotten.
    func end(_ watch: Watch, of name: String) {
        state.withLock { state in
            state.entries[name]?.watchers[watch] = nil
            if state.entries[name]?.watchers.isEmpty == true { state.entries[name] = nil }
        }
    }

    /// Looks up the names that are due.
    func lookUpDue(at now: Int64) {
        let names = state.withLock { state -> [String] in
            guard now >= state.due else { return [] }
            state.due = .max
            var names: [String] = []
            for (name, entry) in state.entries where !entry.isBeingLookedUp {
                if now >= entry.due {
                    names.append(name)
                    state.entries[name]?.isBeingLookedUp = true
                } else {
                    state.due = min(state.due, entry.due)
                }
            }
            return names
        }
        for name in names { resolver.resolve(name) { self.finish(name, $0, begun: now) } }
    }

    // MARK: - Looking up

    private func finish(_ name: String, _ result: Result<[SocketAddress], NameFault>, begun: Int64) {
        switch result {
        case .success(let found) where !found.isEmpty:
            let hadFailed = state.withLock { $0.found(Self.mixed(found), for: name, due: begun + refresh) }
            if hadFailed { observer.resolvingRecovered(name) }
        case .success: fail(name, .noAddress, begun: begun)
        case .failure(let fault): fail(name, fault, begun: begun)
        }
    }

    private func fail(_ name: String, _ fault: NameFault, begun: Int64) {
        let (isNews, count) = state.withLock { $0.failed(fault, for: name, due: begun + retry) }
        if isNews { observer.resolvingFailed(name, because: fault.words, knownAddresses: count) }
    }

    /// Addresses of both families in turn, so that one family that does not work costs one attempt (RFC 8305 §4).
    private static func mixed(_ addresses: [SocketAddress]) -> [SocketAddress] {
        let first = addresses.filter { $0.protocol == addresses[0].protocol }
        let second = addresses.filter { $0.protocol != addresses[0].protocol }
        var mixed: [SocketAddress] = []
        for index in 0..<max(first.count, second.count) {
            if index < first.count { mixed.append(first[index]) }
            if index < second.count { mixed.append(second[index]) }
        }
        return Array(mixed.prefix(mostAddresses))
    }
}

// What is told is told under the lock: in the order in which it was found.
extension NameBook.State {
    /// Keeps what was found, and tells it where it is new.
    ///
    /// - Returns: Whether the look-up before had failed.
    fileprivate mutating func found(_ addresses: [SocketAddress], for name: String, due: Int64) -> Bool {
        guard var entry = entries[name] else { return false }
        let hadFailed = entry.fault != nil
        let isNews = Set(addresses) != Set(entry.addresses)
        if isNews { entry.addresses = addresses }
        entry.fault = nil
        end(&entry, name, due: due)
        if isNews { entry.tell(.addresses(addresses)) }
        return hadFailed
    }

    /// Keeps what was known, and tells those who wait for the first addresses.
    ///
    /// - Returns: Whether the look-up before had not failed, and how many addresses are known.
    fileprivate mutating func failed(_ fault: NameFault, for name: String, due: Int64) -> (Bool, Int) {
        guard var entry = entries[name] else { return (false, 0) }
        let isNews = entry.fault == nil
        entry.fault = fault
        end(&entry, name, due: due)
        if entry.addresses.isEmpty { entry.tell(.failed(fault)) }
        return (isNews, entry.addresses.count)
    }

    private mutating func end(_ entry: inout NameBook.Entry, _ name: String, due: Int64) {
        entry.isBeingLookedUp = false
        entry.due = due
        self.due = min(self.due, due)
        entries[name] = entry
    }
}

extension NameBook.Entry {
    fileprivate func tell(_ answer: NameBook.Answer) {
        for watcher in watchers.values { watcher.eventLoop.execute { watcher.tell(answer) } }
    }
}
