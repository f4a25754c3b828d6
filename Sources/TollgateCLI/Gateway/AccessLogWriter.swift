import CoreMetrics
import Foundation
import Logging
import NIOPosix
import ServiceLifecycle
import TollgateConcurrency
import TollgateConfiguration
import TollgateGateway
import UnixSignals

/// Writes the log of requests, on a thread of its own: a disk that is full or a reader that is slow delays nobody.
///
/// A file is opened again at every signal, and when another one is at its path: it may be moved away at any time. It is
/// readable by its owner alone.
final class AccessLogWriter: Service {
    private struct State {
        var isStale = false
        var hasFailed = false
    }

    /// Resumes once, whoever asks first.
    private final class Waiter: Sendable {
        private let continuation: Lock<CheckedContinuation<Void, Never>?>

        init(_ continuation: CheckedContinuation<Void, Never>) {
            self.continuation = Lock(continuation)
        }

        func resume() {
            let waiting = continuation.withLock { continuation in
                defer { continuation = nil }
                return continuation
            }
            waiting?.resume()
        }
    }

    /// The time between two writings: one for each line would cost more than all else.
    private static let pause = Duration.milliseconds(50)
    /// The longest time that the last lines may take.
    private static let farewell = Duration.seconds(2)

    /// The log.
    let log: AccessLog
    private let file: AccessLogFile
    private let arrivals: AsyncStream<Void>
    private let hangups: (any AsyncSequence<UnixSignal, Never> & Sendable)?
    private let pool = NIOThreadPool(numberOfThreads: 1)
    private let logger: Logger
    private let clock: any Clock<Duration>
    private let written: Counter
    private let lost: Counter
    private let state = Lock(State())

    /// A writer, and the log that it writes.
    ///
    /// - Parameters:
    ///   - settings: The settings of the log.
    ///   - hangups: At each of them the file is opened again.
    ///   - logger: Takes a line where lines are lost.
    ///   - clock: Measures the time that the last lines take.
    ///   - metrics: Makes the counters of lines.
    init(
        _ settings: AccessLogSettings, hangups: (any AsyncSequence<UnixSignal, Never> & Sendable)?, logger: Logger,
        clock: any Clock<Duration>, metrics: any MetricsFactory
    ) {
        let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        self.arrivals = arrivals
        log = AccessLog(
            sample: settings.sample, includesQuery: settings.includesQuery, arrival: { _ = arrival.yield() })
        switch settings.destination {
        case .file(let path): file = AccessLogFile(path: path)
        case .standardOutput: file = AccessLogFile(path: nil)
        }
        self.hangups = hangups
        self.logger = logger
        self.clock = clock
        written = GatewayMetric.accessLog.counter(result: "written", metrics)
        lost = GatewayMetric.accessLog.counter(result: "lost", metrics)
    }

    /// Makes sure that lines can be written.
    ///
    /// - Throws: ``CommandFailure`` where they cannot.
    func prepare() throws(CommandFailure) {
        do {
            try file.open()
        } catch {
            throw CommandFailure.logging(in: file.path ?? "standard output", because: error.localizedDescription)
        }
    }

    func run() async throws {
        pool.start()
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                if let hangups = self.hangups {
                    group.addTask { for await _ in hangups { self.state.withLock { $0.isStale = true } } }
                }
                for await _ in self.arrivals {
                    try? await self.pool.runIfActive { self.write() }
                    try? await self.clock.sleep(for: Self.pause)
                }
                group.cancelAll()
            }
        }
        await writeLast()
        pool.shutdownGracefully { _ in }
    }

    /// Writes what is left, unless that takes too long.
    private func writeLast() async {
        await withCheckedContinuation { continuation in
            let waiter = Waiter(continuation)
            pool.submit { _ in
                self.write()
                waiter.resume()
            }
            Task { [clock] in
                try? await clock.sleep(for: Self.farewell)
                waiter.resume()
            }
        }
    }

    /// Writes what has come; only ever called on the one thread of the pool.
    private func write() {
        let (bytes, lines, dropped) = log.take()
        if state.withLock({ state in
            defer { state.isStale = false }
            return state.isStale
        }) {
            file.close()
        }
        do throws(AccessLogFile.Failure) {
            try file.write(bytes)
            written.increment(by: lines)
            tell(lost: dropped, "they come faster than they are written")
        } catch {
            written.increment(by: max(0, lines - error.lines))
            tell(lost: error.lines + dropped, error.reason)
        }
    }

    private func tell(lost count: Int, _ reason: String) {
        let isNews = state.withLock { state in
            defer { state.hasFailed = count > 0 }
            return count > 0 && !state.hasFailed
        }
        guard count > 0 else { return }
        lost.increment(by: count)
        if isNews {
            logger.warning(
                "lines of the access log are lost", metadata: ["count": "\(count)", "reason": "\(reason)"])
        }
    }
}
