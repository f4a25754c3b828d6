import Foundation
import Testing
import TollgateOutbound
import TollgateRegistrar

@Suite("Client credentials (RFC 6749 §4.4)")
struct ClientCredentialsTests {
    private let provider = StubProvider()
    private var client: ClientCredentialsClient { ClientCredentialsClient(transport: provider) }

    private func request(method: ClientSecretMethod = .basic) -> TokenRequest {
        TokenRequest(
            endpoint: StubProvider.tokenEndpoint, clientID: "id:1", clientSecret: Secret("p+ä canary"), method: method,
            scopes: ["product_payments", "free_plan"])
    }

    @Test("Id and secret are form-encoded before they are joined and encoded in base64 (§2.3.1)")
    func basicAuthentication() async throws {
        provider.answer(200, #"{"access_token":"t","token_type":"bearer","expires_in":300,"scope":"free_plan"}"#)
        let token = try await client.token(for: request())
        let header = try #require(provider.requests.last?.headers.first { $0.name == "Authorization" }?.value)
        let pair = try #require(Data(base64Encoded: String(header.dropFirst("Basic ".count))))
        #expect(String(decoding: pair, as: UTF8.self) == "id%3A1:p%2B%C3%A4+canary")
        let body = String(decoding: try #require(provider.requests.last?.body), as: UTF8.self)
        #expect(body == "grant_type=client_credentials&scope=product_payments+free_plan")
        #expect(token == TokenResponse(accessToken: Secret("t"), expiresIn: 300, scopes: ["free_plan"]))
    }

    @Test("With `post` both stand in the form and nowhere else")
    func postAuthentication() async throws {
        provider.answer(200, #"{"access_token":"t","token_type":"BEARER"}"#)
        _ = try await client.token(for: request(method: .post))
        let sent = try #require(provider.requests.last)
        #expect(!sent.headers.contains { $0.name == "Authorization" })
        #expect(
            String(decoding: try #require(sent.body), as: UTF8.self)
                .hasSuffix("&client_id=id%3A1&client_secret=p%2B%C3%A4+canary"))
    }

    @Test(
        "A token of another type, or none, is of no use",
        arguments: [
            #"{"access_token":"t","token_type":"DPoP"}"#, #"{"token_type":"Bearer"}"#, #"{"access_token":""}"#, "x",
            #"{"access_token":"a b"}"#,
        ])
    func unusableAnswers(body: String) async {
        provider.answer(200, body)
        let error = await #expect(throws: TokenError.self) { try await client.token(for: request()) }
        #expect(error?.code == "token_response_invalid")
    }

    @Test("A refusal is told without the secret, in whatever form the server echoes it")
    func refusalsAreClean() async throws {
        provider.answer(400, #"{"error":"invalid_scope","error_description":"p+ä canary p%2B%C3%A4+canary"}"#)
        do {
            _ = try await client.token(for: request())
            Issue.record("a refusal was taken for a token")
        } catch {
            #expect(!error.description.contains("canary"))
            guard case .refused(_, let status, let name, _) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(status == 400)
            #expect(name == "invalid_scope")
        }
    }

    @Test("An empty 403, which is how some providers refuse a wrong secret, says what to check")
    func emptyForbidden() async {
        provider.answer(403)
        await #expect(
            throws: TokenError.refused(
                endpoint: StubProvider.tokenEndpoint, status: 403, error: nil, explanation: nil)
        ) { try await client.token(for: request()) }
    }
}
