internal import CoreMetrics
internal import Logging
internal import Tollgate
internal import TollgateCatalogue

/// Tells what becomes of a gate's keys: a log line for each change of state, and the metrics.
///
/// It looks once at a time: what an earlier look has seen never comes after what a later one has.
actor KeyObserver {
    private let gate: Gate
    private let logger: Logger
    private var metrics: KeyMetrics
    private var known: [String: KeyStore.Status] = [:]

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
        let statuses = gate.keys.statuses(at: instant)
        metrics.record(gate, statuses)
        for change in statuses.compactMap({ KeyStateChange(from: known[$0.issuer], to: $0) }) {
            logger.log(
                level: change.level, "\(change.message)", metadata: change.details.mapValues { .string($0) })
        }
        known = Dictionary(statuses.map { ($0.issuer, $0) }) { first, _ in first }
    }
}
