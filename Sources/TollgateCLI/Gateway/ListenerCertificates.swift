import CoreMetrics
import Logging
import NIOPosix
import ServiceLifecycle
import Tollgate
import TollgateConfiguration
import TollgateGateway

/// The certificates of a gateway's listeners: has those files count that there are now, whenever one changes and at
/// every signal.
///
/// Files that cannot be used leave the listener's old certificates in place and are told in one line of the log.
struct ListenerCertificates: Service {
    /// The time between two looks at the files.
    static let interval = Duration.seconds(1)

    /// A listener with TLS.
    private struct Listener: Sendable {
        let name: String
        let settings: ListenerTLSSettings
        let speaksHTTP2: Bool
        let tls: ServerTLS
    }

    private let listeners: [Listener?]
    private let logger: Logger
    private let clock: any Clock<Duration>
    private let now: @Sendable () -> Instant
    private let metrics: any MetricsFactory
    private let successes: Counter
    private let failures: Counter
    /// The files as they were when they were read for the start.
    private let initialStates: [FileState?]

    /// The certificates of listeners, which are read now.
    ///
    /// - Parameters:
    ///   - settings: The listeners.
    ///   - logger: Takes one line for each reading.
    ///   - metrics: Makes the counters of readings and the gauges of days.
    ///   - now: Reads the clock that certificates expire by.
    ///   - clock: The clock to wait on between two looks at the files.
    /// - Throws: ``CommandFailure`` where files cannot be used.
    init(
        _ settings: [ListenerSettings], logger: Logger, metrics: any MetricsFactory,
        now: @escaping @Sendable () -> Instant,
        clock: any Clock<Duration>
    ) throws {
        listeners = try settings.map { listener in
            guard let tls = listener.tls else { return nil }
            do {
                let http2 = listener.http2.isEnabled
                return Listener(
                    name: "\(listener.address)", settings: tls, speaksHTTP2: http2,
                    tls: try ServerTLS(try ServerTLSSettings(tls, offersHTTP2: http2)))
            } catch {
                throw CommandFailure.failed("the gateway cannot speak TLS on \(listener.address): \(error)")
            }
        }
        self.logger = logger
        self.clock = clock
        self.now = now
        self.metrics = metrics
        successes = GatewayMetric.certificateReloads.counter(result: "success", metrics)
        failures = GatewayMetric.certificateReloads.counter(result: "failure", metrics)
        initialStates = Self.files(of: listeners).map { FileState(path: $0) }
        tellDays()
    }

    /// Whether no listener has any.
    var isEmpty: Bool { listeners.allSatisfy { $0 == nil } }

    /// The TLS of a listener, by its place.
    func tls(at place: Int) -> ServerTLS? { listeners.indices.contains(place) ? listeners[place]?.tls : nil }

    func run() async throws {
        await cancelWhenGracefulShutdown { await watch() }
    }

    /// Has new files count once they have stayed the same for one interval: before that their writer may not have
    /// finished, or have written a certificate and not its key.
    private func watch() async {
        let files = Self.files(of: listeners)
        var used = initialStates
        var last = initialStates
        while !Task.isCancelled {
            do { try await clock.sleep(for: Self.interval) } catch { return }
            let states = files.map { FileState(path: $0) }
            if states != used, states == last {
                used = states
                await reload()
            }
            last = states
            tellDays()
        }
    }

    /// Reads the files of all listeners and has them count, if they can be used.
    func reload() async {
        for case let listener? in listeners {
            do {
                // Reading takes a while; the threads that serve requests have other things to do.
                try await NIOThreadPool.singleton.runIfActive {
                    try listener.tls.use(
                        try ServerTLSSettings(listener.settings, offersHTTP2: listener.speaksHTTP2))
                }
            } catch is CancellationError {
                return
            } catch {
                failures.increment()
                logger.error(
                    "certificates were not reloaded; the old ones stay",
                    metadata: ["listener": "\(listener.name)", "reason": "\(error)"])
                continue
            }
            successes.increment()
            logger.info(
                "certificates reloaded",
                metadata: [
                    "listener": "\(listener.name)", "certificates": "\(listener.settings.certificates.count)",
                ])
        }
        tellDays()
    }

    /// Tells how long the certificates that are in use are good for.
    private func tellDays() {
        let seconds = now().unixSeconds
        for case let listener? in listeners {
            for (settings, notAfter) in zip(listener.settings.certificates, listener.tls.notAfter) {
                GatewayMetric.certificateDays.gauge(file: settings.certificateFile, metrics)
                    .record((Double(notAfter - seconds) / 86_400).rounded(.down))
            }
        }
    }

    private static func files(of listeners: [Listener?]) -> [String] {
        listeners.compactMap { $0 }.flatMap(\.settings.files)
    }
}
