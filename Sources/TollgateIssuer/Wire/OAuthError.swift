internal import HTTPTypes
internal import Hummingbird

/// An error answer of OAuth 2.0: a status, a code and a sentence, as JSON that must not be stored.
///
/// The sentences are fixed. Nothing that a client sent is repeated in them.
struct OAuthError: Error, HTTPResponseError {
    let status: HTTPResponse.Status
    let code: String
    let reason: String
    /// The value of `WWW-Authenticate`.
    let challenge: String?

    init(_ status: HTTPResponse.Status, _ code: String, _ reason: String, challenge: String? = nil) {
        self.status = status
        self.code = code
        self.reason = reason
        self.challenge = challenge
    }

    var headers: HTTPFields {
        var headers = HTTPFields.noStore
        headers[.wwwAuthenticate] = challenge
        return headers
    }

    func response(from request: Request, context: some RequestContext) throws -> Response {
        try .json(Body(error: code, errorDescription: reason), status: status, headers: headers)
    }

    private struct Body: Encodable {
        let error: String
        let errorDescription: String

        enum CodingKeys: String, CodingKey {
            case error
            case errorDescription = "error_description"
        }
    }
}

// MARK: Any endpoint

extension OAuthError {
    static let realmUnknown = OAuthError(.notFound, "Realm does not exist", "There is no realm of this name here.")
    static let bodyTooLarge = OAuthError(.contentTooLarge, "invalid_request", "The body is longer than 64 KiB.")
    static let bodyUnreadable = OAuthError(.badRequest, "invalid_request", "The body could not be read.")
    static let serverError = OAuthError(.internalServerError, "server_error", "The token could not be signed.")
    static let nobodyCanLogIn = OAuthError(
        .badRequest, "unsupported_response_type", "This issuer has no users that could log in.")
}

// MARK: Token endpoint, RFC 6749 §5.2

extension OAuthError {
    static func invalidRequest(_ reason: String) -> OAuthError { OAuthError(.badRequest, "invalid_request", reason) }

    static func invalidClient(challenge: String?) -> OAuthError {
        OAuthError(
            .unauthorized, "invalid_client", "Unknown client, wrong secret, or not the method it was registered with.",
            challenge: challenge)
    }

    static let grantUnsupported = OAuthError(
        .badRequest, "unsupported_grant_type", "Only client_credentials is supported.")
    static let grantNotRegistered = OAuthError(
        .badRequest, "unauthorized_client", "The client was not registered for client_credentials.")
    static let invalidTarget = OAuthError(
        .badRequest, "invalid_target", "The resource is not an absolute http or https URL without a fragment.")
    static let invalidScope = OAuthError(
        .badRequest, "invalid_scope", "A scope is unknown, or the client was not registered for it.")
}

// MARK: Registration, RFC 7591 §3.2.2 and RFC 7592 §2

extension OAuthError {
    static func bearerMissing(realm: String) -> OAuthError {
        OAuthError(
            .unauthorized, "invalid_token", "A bearer token is required.", challenge: #"Bearer realm="\#(realm)""#)
    }

    static func bearerInvalid(realm: String) -> OAuthError {
        OAuthError(
            .unauthorized, "invalid_token", "The bearer token is wrong, used up or expired.",
            challenge: #"Bearer realm="\#(realm)", error="invalid_token""#)
    }

    static func scopeMissing(_ scope: String, realm: String) -> OAuthError {
        OAuthError(
            .forbidden, "insufficient_scope", "The access token lacks the scope that registrations need.",
            challenge: #"Bearer realm="\#(realm)", error="insufficient_scope", scope="\#(scope)""#)
    }

    static let clientUnknown = OAuthError(.notFound, "not_found", "There is no such client.")

    static func invalidMetadata(_ reason: String) -> OAuthError {
        OAuthError(.badRequest, "invalid_client_metadata", reason)
    }

    static func invalidRedirectURI(_ reason: String) -> OAuthError {
        OAuthError(.badRequest, "invalid_redirect_uri", reason)
    }

    static let notJSON = OAuthError(
        .unsupportedMediaType, "invalid_client_metadata", "The content type has to be application/json.")
    static let scopeNotAllowed = OAuthError(
        .forbidden, "insufficient_scope",
        "Policy 'Allowed Client Scopes' rejected request to client-registration service. "
            + "Details: Not permitted to use specified clientScope")
    static let tooManyClients = OAuthError(
        .forbidden, "insufficient_scope",
        "Policy 'Max Clients Limit' rejected request to client-registration service. "
            + "Details: It's allowed to have no more clients per realm")
}
