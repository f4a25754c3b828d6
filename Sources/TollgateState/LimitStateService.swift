package import Logging
internal import NIOPosix
package import ServiceLifecycle
package import Tollgate

/// Keeps the quotas in use of a gate's clients in a store, so that a restart does not give them back.
///
/// ```swift
/// let limits = LimitStateService(gate: gate, store: LimitFile(path: "limits.tollgate"))
/// await limits.restore()              // before the first request
/// let services: [any Service] = [limits, server, limits.flushAtShutdown]
/// try await ServiceGroup(services: services, gracefulShutdownSignals: [.sigterm], logger: logger).run()
/// ```
///
/// `restore` belongs before the first request. While the service runs it saves at an interval, and once more at the
/// end: a process that is killed loses at most what was used within one interval. It should be the first service of its
/// group, for the first one is the last to be shut down, when no requests are in progress any more.
package struct LimitStateService: Service {
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
    ///   - store: Keeps them.
    ///   - interval: The time between two saves. Default: 10 s.
    ///   - logger: Takes the failures. Default: the logger of the label `tollgate.limits`.
    ///   - now: Reads the clocks.
    ///   - clock: The clock to wait on.
    package init(
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

    /// Restores the quotas that were saved; where they cannot be read it logs an error, and all quotas begin unused.
    package func restore() async {
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
    ///
    /// - Throws: Nothing; a save that fails is logged and tried again.
    package func run() async throws {
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
    package var flushAtShutdown: some Service { FlushAtShutdown(limits: self) }

    private struct FlushAtShutdown: Service {
        let limits: LimitStateService

        func run() async throws {
            do { try await gracefulShutdown() } catch { return }
            var progress = Progress()
            await limits.save(&progress)
        }
    }

    /// The course of saving so far.
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

    /// Saves the quotas in use, unless they are as they were saved before.
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
