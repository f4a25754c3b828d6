import Logging
import Tollgate
import TollgateClientFeed

/// The knowledge of a gateway about the registrar's clients: in the gate, in memory and on disk.
///
/// Whatever fails is told in the log once, and once more when it works again.
actor ClientFeedKeeper {
    private static let shortestPause = Duration.milliseconds(250)
    private static let longestPause = Duration.seconds(15)
    private static let synchronizationPause = Duration.milliseconds(100)
    /// The number of rounds that a connection has to outlast before it counts as good.
    private static let roundsUntilSettled = 5

    private let gate: Gate
    private let journal: ClientFeedJournal?
    private let logger: Logger
    private let now: @Sendable () -> Instant
    private var state = ClientFeedState()
    private var isFollowing = true
    private var isOpen = false
    private var isListing = false
    private var rounds = 0
    private var lastSynchronization: ContinuousClock.Instant?
    /// The number of connections that have ended since one was good.
    private var failures = 0
    private var isKept = true
    private var pause = shortestPause

    /// A keeper that knows nothing yet.
    ///
    /// - Parameters:
    ///   - gate: The gate.
    ///   - journalPath: The file; `nil` for none.
    ///   - feedName: The name of the feed in that file.
    ///   - logger: Takes the state changes.
    ///   - now: The time.
    init(
        gate: Gate, journalPath: String?, feedName: String, logger: Logger, now: @escaping @Sendable () -> Instant
    ) {
        self.gate = gate
        journal = journalPath.map { ClientFeedJournal(path: $0, feed: feedName) }
        self.logger = logger
        self.now = now
    }

    /// Takes up what was known when the process ended last.
    func restore() {
        do throws(ClientFeedJournal.Unusable) {
            guard let restored = try journal?.load() else { return }
            state = restored.state
            _ = state.forget(by: terms, at: now().unixSeconds)
            apply(.all)
            if let damage = restored.damage {
                logger.warning(
                    "of what was known of clients only the denials could be restored; the rest is asked for",
                    metadata: ["reason": "\(damage)", "clients": "\(state.entries.count)"])
            } else {
                logger.info(
                    "clients restored from disk",
                    metadata: ["clients": "\(state.entries.count)", "cut_off": "\(restored.isCutOff)"])
            }
        } catch {
            logger.warning("what was known of clients cannot be restored", metadata: ["reason": "\(error)"])
        }
    }

    /// Notes that a connection begins.
    ///
    /// - Returns: The `id` to resume after; empty to ask for a complete list.
    func begin() -> String {
        state.begin()
        isOpen = false
        rounds = 0
        let lastEventID = state.needsList(under: terms) ? "" : state.lastEventID
        isListing = lastEventID.isEmpty
        return lastEventID
    }

    /// Takes what the connection brings.
    func take(_ event: ClientFeedEvent) throws(ClientFeedError) {
        isOpen = true
        if event == .paused { return synchronize() }
        guard case .message(let message, let id) = event else { return }
        let change = try state.take(message, id: id)
        if change == .all {
            isListing = false
            _ = state.forget(by: terms, at: now().unixSeconds)
        }
        apply(change)
        switch change {
        case .nothing: break
        case .all, .place, .client, .denial: keep { try journal?.store(change, of: state) }
        }
    }

    /// Forgets the clients that have no token left, while a connection lasts.
    ///
    /// - Returns: Whether the complete list is needed, because tokens may last longer than when clients were forgotten,
    ///   and is not coming in already.
    func forgetOldDenials() -> Bool {
        flush()
        if isOpen {
            rounds += 1
            if rounds == Self.roundsUntilSettled { hasSettled() }
        }
        let terms = terms
        let forgotten = state.forget(by: terms, at: now().unixSeconds)
        for client in forgotten { apply(.client(client)) }
        if !forgotten.isEmpty {
            logger.info(
                "deleted clients are forgotten, since their tokens have expired",
                metadata: ["count": "\(forgotten.count)"])
        }
        return !isListing && state.needsList(under: terms)
    }

    private func hasSettled() {
        pause = Self.shortestPause
        failures = 0
        guard !isFollowing else { return }
        isFollowing = true
        logger.info("the registrar's feed of clients is followed again")
    }

    /// Notes that a connection has ended.
    ///
    /// - Parameter error: The reason.
    /// - Returns: The pause before the next one.
    func hasEnded(_ error: ClientFeedError) -> Duration {
        flush()
        // A stream that ends is opened again at once; that is worth a line only if it then cannot be, or ends again.
        failures += 1
        if isFollowing, error != .ended || failures > 1 {
            isFollowing = false
            logger.warning(
                "the registrar's feed of clients cannot be followed; going on with what is known",
                metadata: ["reason": "\(error)", "clients": "\(state.entries.count)"])
        }
        defer { pause = min(pause * 2, Self.longestPause) }
        return pause
    }

    private var terms: DenialTerms { DenialTerms(gate.catalogue.source) }

    private func apply(_ change: ClientFeedState.Change) {
        switch change {
        case .nothing, .place: break
        case .all:
            let (active, others) = state.entriesByActivity
            gate.deniedClients.replaceAll(with: Set(others.map(\.client)))
            guard state.isComplete else { return }
            gate.registeredClients.replaceAll(
                with: Dictionary(active.map { ($0.client, $0.windows) }) { $1 })
        case .denial(let client):
            gate.deniedClients.deny(issuer: client.issuer, client: client.clientID)
        case .client(let client):
            switch state.entries[client]?.state {
            case .active:
                gate.registeredClients.set(state.entries[client]?.windows ?? [], for: client)
                gate.deniedClients.allow(issuer: client.issuer, client: client.clientID)
            case .suspended, .deleted:
                gate.deniedClients.deny(issuer: client.issuer, client: client.clientID)
                gate.registeredClients.remove(client)
            case .forgotten, nil:
                gate.registeredClients.remove(client)
                gate.deniedClients.allow(issuer: client.issuer, client: client.clientID)
            }
        }
    }

    /// Synchronizes the file: at once for a change that comes alone, now and then while many come.
    private func synchronize() {
        let now = ContinuousClock.now
        if let last = lastSynchronization, now - last < Self.synchronizationPause { return }
        lastSynchronization = now
        flush()
    }

    /// Brings the file to the disk; after a failure the next change writes it as a whole, so there is nothing to do
    /// before.
    private func flush() {
        if isKept { keep { try journal?.synchronize() } }
    }

    private func keep(_ write: () throws -> Void) {
        do {
            try write()
            if !isKept { logger.info("what is known of clients is kept on disk again") }
            isKept = true
        } catch {
            if isKept {
                logger.warning("what is known of clients cannot be kept on disk", metadata: ["reason": "\(error)"])
            }
            isKept = false
        }
    }
}
