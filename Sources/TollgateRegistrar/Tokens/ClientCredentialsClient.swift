internal import Foundation
internal import TollgateHTTP

/// Obtains access tokens with the client credentials grant (RFC 6749 §4.4).
public struct ClientCredentialsClient: Sendable {
    private let transport: any HTTPTransport

    /// A client that asks over `transport`.
    public init(transport: any HTTPTransport) {
        self.transport = transport
    }

    /// Asks for one token.
    ///
    /// - Throws: `TokenError`, which says what was asked and what was answered, without any secret.
    public func token(for request: TokenRequest) async throws(TokenError) -> IssuedToken {
        var form: [(name: String, value: String)] = [(name: "grant_type", value: "client_credentials")]
        if !request.scopes.isEmpty { form.append((name: "scope", value: request.scopes.joined(separator: " "))) }
        for (name, value) in request.parameters.sorted(by: { $0.key < $1.key }) { form.append((name, value)) }

        var message = OutboundRequest(method: "POST", url: request.endpoint)
        message.headers = [
            (name: "Accept", value: "application/json"),
            (name: "Content-Type", value: "application/x-www-form-urlencoded"),
        ]
        let secret = request.clientSecret.reveal()
        let encodedSecret = FormEncoding.encode(secret)
        // Both are form-encoded before they are joined: an identifier may hold a colon (RFC 6749 §2.3.1).
        let pair = Data("\(FormEncoding.encode(request.clientID)):\(encodedSecret)".utf8).base64EncodedString()
        switch request.method {
        case .basic: message.headers.append((name: "Authorization", value: "Basic " + pair))
        case .post: form += [(name: "client_id", value: request.clientID), (name: "client_secret", value: secret)]
        }
        message.body = Array(FormEncoding.encode(form).utf8)

        let answer: OutboundResponse
        do {
            answer = try await transport.send(message)
        } catch {
            throw .unanswered(error)
        }
        guard answer.status == 200 else {
            let said = ErrorAnswer(
                body: answer.body, challenge: answer.header("WWW-Authenticate"),
                redactor: Redactor(secrets: [secret, encodedSecret, pair]))
            throw .refused(
                endpoint: request.endpoint, status: answer.status, error: said.error, explanation: said.explanation)
        }
        return try Self.read(answer.body, from: request.endpoint)
    }

    private static func read(_ body: [UInt8], from endpoint: String) throws(TokenError) -> IssuedToken {
        guard let members = JSONValue(parsing: body)?.object else {
            throw .responseInvalid(endpoint: endpoint, reason: "the body is not a JSON object")
        }
        guard let token = members["access_token"]?.string.map(Secret.init), token.isVisibleASCII else {
            throw .responseInvalid(endpoint: endpoint, reason: "there is no usable `access_token` (RFC 6749 §5.1)")
        }
        // The type is compared without regard to case (RFC 6749 §5.1); a token bound to a key is of no use here.
        if let type = members["token_type"]?.string, type.lowercased() != "bearer" {
            throw .responseInvalid(
                endpoint: endpoint, reason: "the token's type is `\(Redactor.clean(type))`, not Bearer")
        }
        return IssuedToken(
            accessToken: token, expiresIn: members["expires_in"]?.seconds, scopes: members["scope"]?.words)
    }
}
