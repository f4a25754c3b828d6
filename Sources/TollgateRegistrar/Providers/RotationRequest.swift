internal import TollgateOutbound

/// The request that renews a client's secret at a provider that has one.
public struct RotationRequest: Hashable, Sendable {
    /// The methods that providers are known to want.
    package static let methods: Set<String> = ["POST", "PUT", "PATCH"]

    /// The method: `POST`, `PUT` or `PATCH`.
    public var method: String
    /// The URL, with `{client_id}` for the client's identifier and `{registration_client_uri}` for the place where it
    /// is managed.
    ///
    /// Such as `{registration_client_uri}/renew_secret` or `https://idp.example/register/{client_id}/renew_secret`.
    public var urlTemplate: String
    /// The body, where one is wanted.
    public var body: JSONValue?

    /// A request with these parts.
    ///
    /// - Parameters:
    ///   - method: `POST`, `PUT` or `PATCH`. Default: `POST`.
    ///   - urlTemplate: The URL with its placeholders.
    ///   - body: The body. Default: none.
    public init(method: String = "POST", urlTemplate: String, body: JSONValue? = nil) {
        self.method = method
        self.urlTemplate = urlTemplate
        self.body = body
    }

    /// Returns the URL for one client.
    ///
    /// - Parameters:
    ///   - client: The client.
    ///   - origins: The further origins that the operator trusts. Default: none.
    /// - Returns: The URL; `nil` if it is none, or at another origin than the client's own and these: the request
    ///   carries the client's registration access token or the registrar's own right.
    func url(for client: ClientConfigurationEndpoint, trusting origins: [String] = []) -> String? {
        let url =
            urlTemplate
            // Gravitee writes its placeholders with a hash.
            .replacing("{#", with: "{")
            .replacing("{client_id}", with: PathSegment.encode(client.clientID))
            .replacing("{registration_client_uri}", with: client.url)
        guard let parts = URLParts(url), let own = URLParts(client.url) else { return nil }
        return parts.hasSameOrigin(as: own) || parts.isAtOne(of: origins) ? url : nil
    }

    /// The defect that makes it unusable, in words; `nil` if there is none.
    var defect: String? {
        guard Self.methods.contains(method) else {
            return "a secret is renewed with POST, PUT or PATCH, not with `\(Redactor.clean(method))`"
        }
        let probe = ClientConfigurationEndpoint(clientID: "a", url: "https://a.example/a", token: nil)
        let isRelative = urlTemplate.hasPrefix("{registration_client_uri}") && url(for: probe) != nil
        let plain = urlTemplate.replacing("{#", with: "{").replacing("{client_id}", with: "a")
        guard isRelative || URLParts(plain) != nil else {
            return "`\(Redactor.clean(urlTemplate))` is not a URL for renewing secrets: an absolute one with"
                + " `{client_id}`, or one that begins with `{registration_client_uri}`, is"
        }
        return nil
    }
}

/// The way in which a provider gives a registered client a new secret.
public enum SecretRotation: Hashable, Sendable {
    /// Not at all: RFC 7592 has no such operation.
    case unsupported
    /// With every update (RFC 7592 §2.2 lets it).
    case update
    /// With a request of its own.
    case request(RotationRequest)
}
