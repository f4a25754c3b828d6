public import Logging
internal import NIOPosix
public import ServiceLifecycle
public import Tollgate

/// Keeps what a gate's clients have used of their quotas in a store, so that a restart does not give it back to them.
///
/// `restore` belongs before the first request. While the service runs it saves at an interval, and once more at the
/// end: a process that is killed loses at most what was used within one interval. It should be the first service of its
/// group, for the first one is the last to be shut down, when no requests are in progress any more.
public struct LimitStateService: Service {
    private let gate: Gate
    private let store: any LimitStore
    private let interval: Duration
    private let logger: Logger
    private let now: @Sendable () -> Instant
    private let clock: any Clock<Duration>

    /// A service for the quotas of `gate`.
    ///
    /// - Parameters:
    ///   - gate: The gate.
    ///   - store: Where they are kept.
    ///   - interval: How often they are saved. Default: every 10 s.
    ///   - logger: Takes what goes wrong. Default: the logger of the label `tollgate.limits`.
    ///   - now: Reads the clocks.
    ///   - clock: The clock to wait on.
    public init(
        gate: Gate, store: any LimitStore, interval: Duration = .seconds(10),
        logger: Logger = Logger(label: "tollgate.limits"), now: @escaping @Sendable () -> Instant = Instant.now,
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.gate = gate
        self.store = store
        self.interval = interval
        self.logger = logger
        self.now = now
        self.clock = clock
    }

    /// Has the gate go on from what was saved; where that cannot be read it says so, and all quotas begin unused.
    public func restore() async {
        do {
            let snapshot = try await store.load()
            gate.restoreLimits(snapshot, at: now())
            logger.info("quotas in use were restored", metadata: ["count": "\(snapshot.count)"])
        } catch {
            logger.error(
                "quotas in use cannot be restored; all of them begin unused", metadata: ["reason": "\(error)"])
        }
    }

    /// Saves at each interval until the task is cancelled or the service group shuts down, and then once more.
    public func run() async throws {
        var progress = Progress()
        while await sleeps() { await save(&progress) }
        // In a task of its own: this one may have been cancelled.
        await Task { [progress] in
            var progress = progress
            await save(&progress)
        }.value
    }

    /// A service that saves as soon as its group begins to shut down, while requests are still in progress.
    ///
    /// It should be the last service of its group, for the last one is the first to be shut down: a process that is
    /// killed while it waits for requests to end has then kept what was used before.
    public var flushAtShutdown: some Service { FlushAtShutdown(limits: self) }

    private struct FlushAtShutdown: Service {
        let limits: LimitStateService

        func run() async throws {
            do { try await gracefulShutdown() } catch { return }
            var progress = Progress()
            await limits.save(&progress)
        }
    }

    /// How saving has gone so far.
    private struct Progress {
        var saved: LimitSnapshot?
        var isFailing = false
    }

    /// Sleeps for one interval; `false` where the end comes first.
    private func sleeps() async -> Bool {
        await cancelWhenGracefulShutdown {
            do {
                try await clock.sleep(for: interval)
                return true
            } catch {
                return false
            }
        }
    }

    /// Saves what is used, unless it is what was saved before.
    private func save(_ progress: inout Progress) async {
        do {
            // With a million clients it takes long enough to be in the way of requests.
            let snapshot = try await NIOThreadPool.singleton.runIfActive { gate.limitSnapshot(at: now()) }
            guard snapshot != progress.saved else { return }
            try await store.save(snapshot)
            progress.saved = snapshot
            if progress.isFailing { logger.info("quotas in use are saved again") }
            progress.isFailing = false
        } catch {
            if !progress.isFailing {
                logger.error(
                    "quotas in use cannot be saved; retrying at each interval", metadata: ["reason": "\(error)"])
            }
            progress.isFailing = true
        }
    }
}
