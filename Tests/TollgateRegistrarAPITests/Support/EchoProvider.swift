import Synchronization
import TollgateOutbound
import TollgateRegistrar

/// A provider, and a bridge, that registers everybody with what was asked for.
final class EchoProvider: HTTPTransport, MetadataSource {
    private let log = Mutex<[OutboundRequest]>([])

    var requests: [OutboundRequest] { log.withLock { $0 } }

    func send(_ request: OutboundRequest) async throws(OutboundError) -> OutboundResponse {
        let (number, id) = log.withLock { log in
            log.append(request)
            return (log.count, Self.clientID(of: request, log))
        }
        guard request.method != "DELETE" else { return OutboundResponse(status: 204) }
        var members = request.body.flatMap { JSONValue(parsing: $0)?.object } ?? [:]
        members["client_id"] = .string(id)
        members["client_secret"] = .string("secret-\(number)")
        members["client_secret_expires_at"] = .integer(0)
        if let end = request.url.firstRange(of: "/register")?.upperBound {
            members["registration_access_token"] = .string("rat")
            members["registration_client_uri"] = .string(request.url[..<end] + "/\(id)")
        }
        return OutboundResponse(status: request.method == "POST" ? 201 : 200, body: JSONValue.object(members).text)
    }

    /// The client that a request is about: the next one, or the one that its URL names.
    private static func clientID(of request: OutboundRequest, _ log: [OutboundRequest]) -> String {
        let named = request.url.split(separator: "/").first { $0.hasPrefix("c-") }.map(String.init)
        return named ?? "c-\(log.count { $0.method == "POST" && !$0.url.contains("/c-") })"
    }

    func metadata(issuer: String, discoveryURL: String?) async throws(DiscoveryError) -> ProviderMetadata {
        try await metadata(at: issuer)
    }

    func metadata(at wellKnownURL: String) async throws(DiscoveryError) -> ProviderMetadata {
        // At the origin that was asked: credentials go nowhere else.
        let origin = wellKnownURL.split(separator: "/", maxSplits: 3).prefix(2).joined(separator: "//")
        return ProviderMetadata(
            issuer: "https://keycloak.example.com/realms/my-realm", registrationEndpoint: origin + "/register")
    }
}
