internal import Foundation
internal import TollgateOutbound

/// A client that obtains access tokens with the client credentials grant (RFC 6749 §4.4).
package struct ClientCredentialsClient: Sendable {
    private let transport: any HTTPTransport
    private let now: @Sendable () -> Int64

    /// A client that asks over `transport`.
    ///
    /// - Parameters:
    ///   - transport: The transport that sends the requests.
    ///   - now: The time in Unix seconds, which signed assertions carry.
    package init(transport: any HTTPTransport, now: @escaping @Sendable () -> Int64 = { Registrar.systemTime() }) {
        self.transport = transport
        self.now = now
    }

    /// Asks for one token.
    ///
    /// - Throws: `TokenError.assertionUnsigned` if the assertion cannot be signed, `.unanswered`, `.refused` for any
    ///   status but 200, `.responseInvalid`; none of them holds a secret.
    package func token(for request: TokenRequest) async throws(TokenError) -> TokenResponse {
        let credentials = request.credentials
        var form: [(name: String, value: String)] = [(name: "grant_type", value: "client_credentials")]
        if !credentials.scopes.isEmpty {
            form.append((name: "scope", value: credentials.scopes.joined(separator: " ")))
        }
        for (name, value) in credentials.parameters.sorted(by: { $0.key < $1.key }) { form.append((name, value)) }
        let proof = try proof(for: request)
        form += proof.form

        var message = OutboundRequest(method: "POST", url: request.endpoint)
        message.headers =
            [
                (name: "Accept", value: "application/json"),
                (name: "Content-Type", value: "application/x-www-form-urlencoded"),
            ] + proof.headers
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
                redactor: Redactor(secrets: proof.secrets))
            throw .refused(
                endpoint: request.endpoint, status: answer.status, error: said.error, explanation: said.explanation)
        }
        return try Self.read(answer.body, from: request.endpoint)
    }

    /// The proof of the client's identity in a request, and every form in which an answer may repeat it.
    private struct Proof {
        var headers: [(name: String, value: String)] = []
        var form: [(name: String, value: String)] = []
        var secrets: [String]
    }

    private func proof(for request: TokenRequest) throws(TokenError) -> Proof {
        let id = request.credentials.clientID
        switch request.credentials.authentication {
        case .secret(let secret, let method):
            let secret = secret.reveal()
            let encodedSecret = FormEncoding.encode(secret)
            // Both are form-encoded before they are joined: an identifier may hold a colon (RFC 6749 §2.3.1).
            let pair = Data("\(FormEncoding.encode(id)):\(encodedSecret)".utf8).base64EncodedString()
            let secrets = [secret, encodedSecret, pair]
            switch method {
            case .basic: return Proof(headers: [(name: "Authorization", value: "Basic " + pair)], secrets: secrets)
            case .post: return Proof(form: [("client_id", id), ("client_secret", secret)], secrets: secrets)
            }
        case .privateKey(let key):
            let assertion: String
            do {
                assertion = try ClientAssertion(clientID: id, endpoint: request.endpoint, now: now()).signed(with: key)
            } catch {
                throw .assertionUnsigned(keyID: key.keyID)
            }
            return Proof(
                form: [
                    ("client_id", id), ("client_assertion_type", ClientAssertion.type), ("client_assertion", assertion),
                ], secrets: [assertion])
        }
    }

    private static func read(_ body: [UInt8], from endpoint: String) throws(TokenError) -> TokenResponse {
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
        return TokenResponse(
            accessToken: token, expiresIn: members["expires_in"]?.seconds, scopes: members["scope"]?.words)
    }
}

/// A token endpoint's answer (RFC 6749 §5.1).
package struct TokenResponse: Equatable, Sendable {
    /// The access token.
    package var accessToken: Secret
    /// The time that it is valid from now on, in seconds, if the provider says so.
    package var expiresIn: Int64?
    /// The scopes it carries; `nil` if the provider does not say, which means those that were asked for.
    package var scopes: [String]?

    /// A token with these parts.
    package init(accessToken: Secret, expiresIn: Int64? = nil, scopes: [String]? = nil) {
        self.accessToken = accessToken
        self.expiresIn = expiresIn
        self.scopes = scopes
    }
}
