import CrashWorld
import TollgateHTTP
import TollgateRegistrar

/// Sends requests until the process is to be killed around one that changes something at the provider.
struct MortalTransport: HTTPTransport {
    let client: OutboundClient
    let point: CrashPoint?

    func send(_ request: OutboundRequest) async throws(OutboundError) -> OutboundResponse {
        let changes = request.method != "GET"
        if changes, point == .beforeSending { Mortality.die() }
        let response = try await client.send(request)
        if changes, point == .answered { Mortality.die() }
        return response
    }
}
