import TollgateOutbound
import TollgateRegistrar

/// Sends the registrar's requests and shows each exchange in short, without its secrets.
struct NarratedTransport: HTTPTransport {
    let client: OutboundClient
    let narrator: Narrator

    func send(_ request: OutboundRequest) async throws(OutboundError) -> OutboundResponse {
        let response = try await client.send(request)
        narrator.say("\(request.method) \(request.url)  →  \(response.status)")
        return response
    }
}

extension NarratedTransport: MetadataSource {
    func metadata(issuer: String, discoveryURL: String?) async throws(DiscoveryError) -> ProviderMetadata {
        let metadata = try await Discovery(client: client).metadata(issuer: issuer, discoveryURL: discoveryURL)
        narrator.say("GET \(discoveryURL ?? Discovery.urls(for: issuer)[0])  →  200")
        return metadata
    }

    func metadata(at wellKnownURL: String) async throws(DiscoveryError) -> ProviderMetadata {
        let metadata = try await Discovery(client: client).metadata(at: wellKnownURL)
        narrator.say("GET \(wellKnownURL)  →  200")
        return metadata
    }
}
