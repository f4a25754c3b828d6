internal import CoreMetrics
internal import Logging
internal import Tollgate
internal import TollgateCatalogue
internal import TollgateEncoding

/// Tells what becomes of a gate's keys: a log line for each change of state, and the metrics.
///
/// It reports once at a time: an earlier state of the keys never comes after a later one.
actor KeyObserver {
    private let gate: Gate
    private let logger: Logger
    private var metrics: KeyMetrics
    private var known: [String: KeyStore.Status] = [:]
    /// The foreign origins that issuers' keys come from, by the issuer's name.
    private var foreignOrigins: [String: String] = [:]

    init(gate: Gate, logger: Logger, factory: any MetricsFactory) {
        self.gate = gate
        self.logger = logger
        metrics = KeyMetrics(factory: factory)
    }

    /// Names at every start the issuers with servers that are not verified.
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
    ///   - error: The reason why no keys came, if none did.
    ///   - foreignOrigin: The origin of the keys, if only the issuer's metadata names it.
    ///   - instant: Now.
    func fetched(
        issuer: String, _ error: KeyFetchError? = nil, from foreignOrigin: String? = nil, at instant: Instant
    ) {
        metrics.fetched(issuer: issuer, error)
        if error == nil, foreignOrigins[issuer] != foreignOrigin {
            foreignOrigins[issuer] = foreignOrigin
            if let foreignOrigin {
                logger.warning(
                    """
                    keys come from another origin than the issuer's, because its metadata says so; name their URL under \
                    `keys` if that is right
                    """,
                    metadata: ["issuer": "\(VisibleText.of(issuer))", "origin": "\(VisibleText.of(foreignOrigin))"])
            }
        }
        report(at: instant)
    }

    /// Records the metrics of all key sets, and logs what has changed since the last report.
    func report(at instant: Instant) {
        let statuses = gate.keys.statuses(at: instant)
        metrics.record(gate, statuses)
        for change in statuses.compactMap({ KeyStateChange(from: known[$0.issuer], to: $0) }) {
            logger.log(
                level: change.level, "\(change.message)", metadata: change.details.mapValues { .string($0) })
        }
        known = Dictionary(statuses.map { ($0.issuer, $0) }) { first, _ in first }
    }
}
