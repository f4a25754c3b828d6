import CrashWorld
import TollgateOutbound
import TollgateRegistrar

/// Sends requests until the process is to be killed around one that changes something at the provider.
struct MortalTransport: HTTPTransport {
    let client: OutboundClient
    let operation: CrashOperation
    let point: CrashPoint?
    /// Whether it ends with a trap that says what there is, as a mistake in the program would.
    let traps: Bool

    func send(_ request: OutboundRequest) async throws(OutboundError) -> OutboundResponse {
        let changes = operation.isAbout(request.method, request.url)
        if changes, point == .beforeSending { Mortality.die() }
        let response = try await client.send(request)
        if changes, point == .answered {
            if traps { fatalError("\(response) was the answer to \(request)") }
            Mortality.die()
        }
        return response
    }
}
