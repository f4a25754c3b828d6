import Foundation
import Tollgate
import TollgateCatalogue
import TollgateEncoding
import TollgateOutbound
import TollgateRegistrar

/// The steps in which tokens are obtained and the API is called.
extension Story {
    /// The path that the story calls.
    private var callURL: String { world.gatewayURL + world.offer.api.listenPath + "get" }

    func obtainToken(_ credential: IssuedCredential, _ profile: ProviderProfile, scopes: [String]) async throws
        -> Secret
    {
        narrator.begin("The client obtains a token with scope=\(scopes.joined(separator: " "))")
        let token = try await token(credential, profile, scopes: scopes)
        let parts = token.reveal().split(separator: ".")
        if parts.count == 3, let claims = Base64URL.decode(parts[1]) { narrator.say(Self.indented(claims)) }
        return token
    }

    func callPasses(_ token: Secret) async throws {
        narrator.begin("A call with the token passes the gateway")
        try await call(token, expecting: 200)
    }

    func callIsRefused(
        _ title: String, _ credential: IssuedCredential, _ profile: ProviderProfile, scopes: [String], status: Int,
        code: String
    ) async throws {
        narrator.begin(title)
        let token = try await token(credential, profile, scopes: scopes)
        try await call(token, expecting: status, code: code)
    }

    func callWithoutToken() async throws {
        narrator.begin("A call without a token is challenged")
        let response = try await call(nil, expecting: 401, code: "token_missing")
        guard response.header("WWW-Authenticate")?.hasPrefix("Bearer realm=") == true else {
            throw StoryFailure(
                step: narrator.currentStep, expected: "a WWW-Authenticate challenge",
                found: response.header("WWW-Authenticate") ?? "none")
        }
    }

    func callWithTamperedToken(_ token: Secret) async throws {
        narrator.begin("A tampered token is refused: its payload asks for another plan, its signature is the old one")
        let parts = token.reveal().split(separator: ".").map(String.init)
        let payload = String(decoding: Base64URL.decode(parts[1]) ?? [], as: UTF8.self)
        let forged = payload.replacingOccurrences(of: world.offer.plan.scopes[0], with: "gold_plan")
        let tampered = [parts[0], Base64URL.encode(Array(forged.utf8)), parts[2]].joined(separator: ".")
        try await call(Secret(tampered), expecting: 401, code: "signature_invalid")
    }

    func callTooOften(_ token: Secret) async throws {
        narrator.begin("Too many calls are refused, and the answer says when to come back")
        var admitted = 0
        for _ in 0..<200 {
            let response = try await send(token)
            if response.status == 429 {
                narrator.say("\(admitted) calls passed; the next one:")
                show(response)
                guard let pause = response.header("Retry-After").flatMap({ Int64($0) }), pause > 0 else {
                    throw StoryFailure(
                        step: narrator.currentStep, expected: "Retry-After with seconds",
                        found: response.header("Retry-After") ?? "none")
                }
                narrator.say("waiting \(pause) s, as it says")
                try await world.pause(.seconds(pause))
                return
            }
            guard response.status == 200 else {
                throw StoryFailure(
                    step: narrator.currentStep, expected: "200 or 429", found: "\(response.status)")
            }
            admitted += 1
        }
        throw StoryFailure(step: narrator.currentStep, expected: "429 within 200 calls", found: "200 each time")
    }

    func callAfterRotation(_ credential: IssuedCredential, _ profile: ProviderProfile, scopes: [String]) async throws {
        narrator.begin("The provider's signing key is rotated, and a new token passes without a restart")
        try await attempt("rotated keys") { try await world.rotateKeys() }
        let token = try await token(credential, profile, scopes: scopes)
        if let header = token.reveal().split(separator: ".").first, let json = Base64URL.decode(header) {
            narrator.show("header", String(decoding: json, as: UTF8.self))
        }
        try await call(token, expecting: 200)
    }

    // MARK: - Parts

    private func token(_ credential: IssuedCredential, _ profile: ProviderProfile, scopes: [String]) async throws
        -> Secret
    {
        guard let endpoint = profile.tokenEndpoint, let secret = credential.clientSecret else {
            throw StoryFailure(
                step: narrator.currentStep, expected: "a token endpoint and a client secret", found: "none")
        }
        let transport = NarratedTransport(client: client, narrator: narrator)
        return try await attempt("a token") {
            try await ClientCredentialsClient(transport: transport).token(
                for: TokenRequest(
                    endpoint: endpoint, clientID: credential.clientID, clientSecret: secret, scopes: scopes))
        }.accessToken
    }

    /// Calls the API and checks the answer's status and code.
    @discardableResult
    func call(_ token: Secret?, expecting status: Int, code: String? = nil) async throws -> OutboundResponse {
        let response = try await send(token)
        narrator.say("GET \(callURL)" + (token.map { "  Authorization: Bearer \($0.reveal().prefix(12))…" } ?? ""))
        show(response)
        let found = (try? JSONSerialization.jsonObject(with: Data(response.body))) as? [String: Any]
        let foundCode = found?["code"] as? String
        guard response.status == status, code == nil || foundCode == code else {
            throw StoryFailure(
                step: narrator.currentStep, expected: "\(status) \(code ?? "")",
                found: "\(response.status) \(foundCode ?? String(decoding: response.body.prefix(200), as: UTF8.self))")
        }
        return response
    }

    private func send(_ token: Secret?) async throws -> OutboundResponse {
        let headers = token.map { [(name: "Authorization", value: "Bearer \($0.reveal())")] } ?? []
        return try await attempt("an answer of the gateway") {
            try await client.send(OutboundRequest(url: callURL, headers: headers))
        }
    }

    private func show(_ response: OutboundResponse) {
        narrator.say("→ \(response.status)")
        for name in ["WWW-Authenticate", "RateLimit-Policy", "RateLimit", "Retry-After"] {
            if let value = response.header(name) { narrator.say("  \(name): \(value)") }
        }
        let body = String(decoding: response.body.prefix(600), as: UTF8.self)
        for line in body.split(separator: "\n") { narrator.say("  \(line)") }
    }

    private static func indented(_ json: [UInt8]) -> String {
        guard let object = try? JSONSerialization.jsonObject(with: Data(json)),
            let data = try? JSONSerialization.data(
                withJSONObject: object, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
        else { return String(decoding: json, as: UTF8.self) }
        return String(decoding: data, as: UTF8.self)
    }
}
