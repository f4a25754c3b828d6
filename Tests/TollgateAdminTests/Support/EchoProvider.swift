import Synchronization
import TollgateHTTP
import TollgateRegistrar

/// A provider, and a bridge, that registers everybody with what was asked for.
final class EchoProvider: HTTPTransport, MetadataSource {
    private let log = Mutex<[(request: OutboundRequest, secret: Int)]>([])

    var requests: [OutboundRequest] { log.withLock { $0.map(\.request) } }

    func send(_ request: OutboundRequest) async throws(OutboundError) -> OutboundResponse {
        let number = log.withLock { log in
            log.append((request, log.count))
            return log.count
        }
        guard request.method != "DELETE" else { return OutboundResponse(status: 204) }
        var members = request.body.flatMap { JSONValue(parsing: $0)?.object } ?? [:]
        members["client_id"] = .string("c-1")
        members["client_secret"] = .string("secret-\(number)")
        members["client_secret_expires_at"] = .integer(0)
        if request.url.hasPrefix("https://idp.example") {
            members["registration_access_token"] = .string("rat")
            members["registration_client_uri"] = .string("https://idp.example/register/c-1")
        }
        return OutboundResponse(status: request.method == "POST" ? 201 : 200, body: JSONValue.object(members).text)
    }

    func metadata(issuer: String, discoveryURL: String?) async throws(DiscoveryError) -> ProviderMetadata {
        try await metadata(at: issuer)
    }

    func metadata(at wellKnownURL: String) async throws(DiscoveryError) -> ProviderMetadata {
        ProviderMetadata(
            issuer: "https://keycloak.example.com/realms/my-realm", registrationEndpoint: "https://idp.example/register"
        )
    }
}
