import CoreMetrics
import Logging
import Tollgate
import TollgateCatalogue
import TollgateGateway
import TollgateHummingbird

/// Counts, records and logs the requests of the gateway.
struct GatewayReporter: GatewayObserver {
    private let gate: Gate
    private let counters: RequestCounters
    private let ejections: EjectionCounters
    private let tunnels: TunnelMeters
    private let recorder: DecisionRecorder?
    private let refusedConnections: RefusedConnections
    private let authorizations: AuthorizerCounters
    private let logger: Logger
    private let isVerbose: Bool
    private let handshakeFailures: [HandshakeFault: Counter]

    /// A reporter for the server of a gate.
    ///
    /// - Parameters:
    ///   - gate: The gate.
    ///   - recorder: The recorder of decisions, if they are recorded.
    ///   - listeners: The addresses that it listens on.
    ///   - authorizers: The addresses of those at which proxies ask, and their kinds.
    ///   - speaksTLS: Whether a listener speaks TLS.
    ///   - logger: Takes the lines.
    ///   - metrics: Makes the counters.
    ///   - now: Reads the clocks.
    init(
        _ gate: Gate, _ recorder: DecisionRecorder?, listeners: [GatewayListener.Address],
        authorizers: [GatewayListener.Address: ProxyKind] = [:], speaksTLS: Bool = false,
        logger: Logger, metrics: any MetricsFactory, now: @escaping @Sendable () -> Instant
    ) {
        self.gate = gate
        self.recorder = recorder
        self.logger = logger
        refusedConnections = RefusedConnections(on: listeners, logger: logger, metrics: metrics, now: now)
        authorizations = AuthorizerCounters(authorizers, factory: metrics)
        counters = RequestCounters(gate.catalogue, factory: metrics)
        handshakeFailures = speaksTLS ? GatewayMetric.handshakeCounters(metrics) : [:]
        ejections = EjectionCounters(metrics)
        tunnels = TunnelMeters(metrics)
        isVerbose = logger.logLevel <= .debug
    }

    var seesCredentials: Bool { isVerbose || recorder != nil }

    func counted(_ outcome: GatewayOutcome, on api: CompiledAPI?) {
        guard let api else {
            switch outcome {
            case .rejected: counters.countRejectedPath()
            case .unmatched, .admitted, .open: counters.countUnmatched()
            }
            return
        }
        let counters = counters.counters(of: api)
        switch outcome {
        case .admitted: counters.countAdmitted()
        case .open: counters.countPublic()
        case .rejected(let rejection):
            counters.count(rejection)
            guard api.source.mode == .observe else { return }
            logger.notice("would be rejected", metadata: ["code": "\(rejection.code)", "api": "\(api.name)"])
        case .unmatched: break
        }
    }

    func decided(_ request: GateRequest, _ credential: BearerCredential?, _ decision: Decision, at instant: Instant) {
        recorder?.decided(request, credential, decision, at: instant)
        guard isVerbose, case .reject(let rejection, _) = decision else { return }
        let explanation = credential.flatMap { gate.explanation(of: rejection, for: $0) } ?? rejection.explanation
        logger.debug(
            "rejected",
            metadata: ["code": "\(rejection.code)", "api": "\(request.api.name)", "explanation": "\(explanation)"])
    }

    func refused(status: Int, code: String) {
        logger.debug("refused before the gate", metadata: ["status": "\(status)", "code": "\(code)"])
    }

    func authorized(_ outcome: AuthorizerOutcome, on listener: GatewayListener.Address) {
        authorizations.count(outcome, on: listener)
    }

    func failed(_ failure: UpstreamFailure, because reason: String, on api: CompiledAPI) {
        logger.warning(
            "no answer of the upstream",
            metadata: ["api": "\(api.name)", "code": "\(failure.code)", "reason": "\(reason)"])
    }

    func tunnelOpened(on api: CompiledAPI) { tunnels.opened(on: api) }

    func tunnelClosed(on api: CompiledAPI) { tunnels.closed(on: api) }

    func upstreamEjected(_ server: String, of api: CompiledAPI, forSeconds seconds: Int64) {
        ejections.count(server, of: api)
        logger.warning(
            "a server of an API has failed too often; others get its requests for a while",
            metadata: ["api": "\(api.name)", "server": "\(server)", "seconds": "\(seconds)"])
    }

    func upstreamReturned(_ server: String, of api: CompiledAPI) {
        logger.info("a server of an API answers again", metadata: ["api": "\(api.name)", "server": "\(server)"])
    }

    func upstreamCheckFailed(_ server: String, of api: CompiledAPI) {
        logger.warning(
            "a server of an API fails its checks; others get its requests",
            metadata: ["api": "\(api.name)", "server": "\(server)"])
    }

    func upstreamCheckRecovered(_ server: String, of api: CompiledAPI) {
        logger.info(
            "a server of an API succeeds in its checks again",
            metadata: ["api": "\(api.name)", "server": "\(server)"])
    }

    func resolvingFailed(_ name: String, because reason: String, knownAddresses: Int) {
        logger.warning(
            "an upstream's name cannot be resolved; its last addresses are used on",
            metadata: ["name": "\(name)", "reason": "\(reason)", "addresses": "\(knownAddresses)"])
    }

    func resolvingRecovered(_ name: String) {
        logger.info("an upstream's name can be resolved again", metadata: ["name": "\(name)"])
    }

    func connectionRefused(_ reason: ConnectionRefusal, on listener: GatewayListener.Address, from address: String) {
        refusedConnections.refused(reason, on: listener, from: address)
    }

    func proxyProtocolRefused(_ fault: ProxyProtocolFault, from address: String) {
        logger.debug(
            "a connection was closed, for it did not begin as PROXY protocol has it",
            metadata: ["address": "\(address)", "reason": "\(fault)"])
    }

    // Anybody can bring it about: it is counted, and never a line each.
    func handshakeFailed(_ fault: HandshakeFault) { handshakeFailures[fault]?.increment() }

    func acceptingFailed(_ error: any Error) {
        logger.error("connections cannot be accepted; trying again each second", metadata: ["reason": "\(error)"])
    }
}
