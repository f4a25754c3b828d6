import Tollgate
import TollgateConcurrency
import TollgateGateway

/// Keeps what it sees.
final class RecordingObserver: GatewayObserver {
    struct Seen {
        var outcomes: [GatewayOutcome] = []
        var refusals: [Int] = []
        var failures: [UpstreamFailure] = []
        var reasons: [String] = []
        /// The connections that are not served: why, and from where.
        var refusedConnections: [String] = []
        /// The names that could not be resolved, and those that could be again.
        var names: [String] = []
        /// The servers that were ejected and the like.
        var servers: [String] = []
        var proxyFaults: [ProxyProtocolFault] = []
        var authorizations: [AuthorizerOutcome] = []
        var acceptFailures = 0
        var handshakeFaults: [HandshakeFault] = []
        /// The tunnels that are open.
        var tunnels = 0
    }

    private let state = Lock(Seen())

    var seen: Seen { state.withLock { $0 } }

    func counted(_ outcome: GatewayOutcome, on api: CompiledAPI?) { state.withLock { $0.outcomes.append(outcome) } }
    func refused(status: Int, code: String) { state.withLock { $0.refusals.append(status) } }
    func failed(_ failure: UpstreamFailure, because reason: String, on api: CompiledAPI) {
        state.withLock {
            $0.failures.append(failure)
            $0.reasons.append(reason)
        }
    }
    func upstreamEjected(_ server: String, of api: CompiledAPI, forSeconds seconds: Int64) {
        state.withLock { $0.servers.append("\(server) ejected for \(seconds)") }
    }
    func tunnelOpened(on api: CompiledAPI) { state.withLock { $0.tunnels += 1 } }
    func tunnelClosed(on api: CompiledAPI) { state.withLock { $0.tunnels -= 1 } }
    func upstreamReturned(_ server: String, of api: CompiledAPI) {
        state.withLock { $0.servers.append("\(server) returned") }
    }
    func upstreamCheckFailed(_ server: String, of api: CompiledAPI) {
        state.withLock { $0.servers.append("\(server) fails") }
    }
    func upstreamCheckRecovered(_ server: String, of api: CompiledAPI) {
        state.withLock { $0.servers.append("\(server) recovered") }
    }
    func resolvingFailed(_ name: String, because reason: String, knownAddresses: Int) {
        state.withLock { $0.names.append("\(name) fails: \(reason), \(knownAddresses)") }
    }
    func resolvingRecovered(_ name: String) { state.withLock { $0.names.append("\(name) recovered") } }
    func connectionRefused(_ reason: ConnectionRefusal, on listener: GatewayListener.Address, from address: String) {
        state.withLock { $0.refusedConnections.append("\(reason.rawValue) \(listener) \(address)") }
    }
    func authorized(_ outcome: AuthorizerOutcome, on listener: GatewayListener.Address) {
        state.withLock { $0.authorizations.append(outcome) }
    }
    func acceptingFailed(_ error: any Error) { state.withLock { $0.acceptFailures += 1 } }
    func handshakeFailed(_ fault: HandshakeFault) { state.withLock { $0.handshakeFaults.append(fault) } }
    func proxyProtocolRefused(_ fault: ProxyProtocolFault, from address: String) {
        state.withLock { $0.proxyFaults.append(fault) }
    }
}
