internal import CoreMetrics
internal import Logging
internal import Tollgate
internal import TollgateCatalogue
internal import TollgateConcurrency

/// Tells what becomes of a gate's keys: a log line for each change of state, and the metrics.
final class KeyObserver: Sendable {
    private let gate: Gate
    private let logger: Logger
    private let metrics: KeyMetrics
    private let known = Lock<[String: KeyStore.Status]>([:])

    init(gate: Gate, logger: Logger, factory: any MetricsFactory) {
        self.gate = gate
        self.logger = logger
        metrics = KeyMetrics(factory: factory)
    }

    /// Tells at every start whose servers are not verified.
    func started() {
        for issuer in gate.catalogue.source.issuers where issuer.connection.tls.skipsVerification {
            logger.warning(
                "INSECURE: the servers of this issuer are not verified; anybody on the way can replace its keys",
                metadata: ["issuer": "\(VisibleText.of(issuer.name))"])
        }
    }

    /// Notes that a fetch is finished and the key store knows of it.
    ///
    /// - Parameters:
    ///   - issuer: The issuer's name in the catalogue.
    ///   - error: Why no keys came, if none did.
    ///   - instant: Now.
    func fetched(issuer: String, _ error: KeyFetchError? = nil, at instant: Instant) {
        metrics.fetched(issuer: issuer, error)
        look(at: instant)
    }

    /// Looks how the keys stand, and tells what has changed since the last look.
    func look(at instant: Instant) {
        // One after the other: what an earlier look has seen must not come after what a later one has.
        let changes = known.withLock { known -> [KeyStateChange] in
            let statuses = gate.keys.statuses(at: instant)
            let changes = statuses.compactMap { KeyStateChange(from: known[$0.issuer], to: $0) }
            known = Dictionary(statuses.map { ($0.issuer, $0) }) { first, _ in first }
            metrics.record(gate, statuses)
            return changes
        }
        for change in changes {
            logger.log(
                level: change.level, "\(change.message)",
                metadata: change.details.mapValues { .string($0) })
        }
    }
}
