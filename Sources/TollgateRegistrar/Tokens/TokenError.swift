public import TollgateOutbound

/// The reason why a token endpoint gave no token.
@nonexhaustive
public enum TokenError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The provider's metadata names no token endpoint.
    case endpointMissing(issuer: String)
    /// The client's assertion could not be signed.
    case assertionUnsigned(keyID: String)
    /// There was no answer.
    case unanswered(OutboundError)
    /// The provider said no (RFC 6749 §5.2).
    case refused(endpoint: String, status: Int, error: String?, explanation: String?)
    /// The answer is a success that cannot be used.
    case responseInvalid(endpoint: String, reason: String)

    /// The stable name of the cause.
    package var code: String {
        switch self {
        case .endpointMissing: "token_endpoint_missing"
        case .assertionUnsigned: "client_assertion_unsigned"
        case .unanswered: "token_endpoint_unanswered"
        case .refused: "token_refused"
        case .responseInvalid: "token_response_invalid"
        }
    }

    /// The cause in words for a person.
    public var description: String {
        switch self {
        case .endpointMissing(let issuer): "the metadata of \(Redactor.clean(issuer)) has no `token_endpoint`"
        case .assertionUnsigned(let keyID):
            "the client assertion cannot be signed: the private key `\(Redactor.clean(keyID))` is not an RSA key in PEM"
        case .unanswered(let error): error.description
        case .refused(let endpoint, let status, let error, let explanation):
            "POST \(Redactor.clean(endpoint)) was answered \(status)" + (error.map { " \($0)" } ?? "")
                + (explanation.map { ": \($0)" } ?? "") + (Self.hint(status, error).map { " (\($0))" } ?? "")
        case .responseInvalid(let endpoint, let reason):
            "POST \(Redactor.clean(endpoint)) gave an unusable answer: \(reason)"
        }
    }

    private static func hint(_ status: Int, _ error: String?) -> String? {
        // A code of its own says another cause than the status does.
        switch (status, error) {
        case (_, "invalid_scope"?), (_, "scope_invalid"?): "the client may not have one of the scopes"
        case (_, "unauthorized_client"?): "the client may not use the grant client_credentials"
        case (_, "unsupported_grant_type"?): "the token endpoint does not offer the grant client_credentials"
        case (_, "invalid_client"?), (401, nil), (403, nil):
            "client id or secret is wrong, or sent in the wrong place"
        default: nil
        }
    }
}
