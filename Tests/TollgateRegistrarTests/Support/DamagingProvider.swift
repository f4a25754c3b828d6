import Synchronization
import TollgateOutbound
import TollgateRegistrar

/// A provider that answers registrations and updates with bytes that a test chooses, and confirms every deletion.
final class DamagingProvider: HTTPTransport, MetadataSource {
    private struct State {
        var body: [UInt8] = []
        var deletions: [String] = []
    }

    private let state = Mutex(State())

    /// The `Authorization` of each deletion since the last answer was chosen.
    var deletions: [String] { state.withLock { $0.deletions } }

    /// Answers with these bytes from now on.
    func answer(_ body: [UInt8]) {
        state.withLock { $0 = State(body: body) }
    }

    func send(_ request: OutboundRequest) async throws(OutboundError) -> OutboundResponse {
        state.withLock { state in
            guard request.method == "DELETE" else {
                return OutboundResponse(status: request.method == "POST" ? 201 : 200, body: state.body)
            }
            state.deletions.append(request.headers.first { $0.name == "Authorization" }?.value ?? "")
            return OutboundResponse(status: 204)
        }
    }

    func metadata(issuer: String, discoveryURL: String?) async throws(DiscoveryError) -> ProviderMetadata {
        try await metadata(at: issuer)
    }

    func metadata(at wellKnownURL: String) async throws(DiscoveryError) -> ProviderMetadata {
        ProviderMetadata(
            issuer: StubProvider.issuer, tokenEndpoint: StubProvider.tokenEndpoint,
            registrationEndpoint: StubProvider.registrationEndpoint)
    }
}
