import Foundation
import Testing
import TollgateOutbound

@testable import TollgateRegistrar

@Suite("What is kept of a provider's words")
struct RedactorTests {
    private static let secret = "s3cret+/=~value"
    private let redactor = Redactor(secrets: [secret])

    @Test(
        "A secret that was sent is cut out in every form in which a server may repeat it",
        arguments: [
            secret, "s3cret%2B%2F%3D~value", "s3cret%2b%2f%3d%7evalue", "s3cret%2B%2F%3D%7Evalue",
            #"s3cret+\/=~value"#, Data(secret.utf8).base64EncodedString(),
            Data(("a" + secret).utf8).base64EncodedString(), Data(("ab" + secret).utf8).base64EncodedString(),
            Data(secret.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_"),
            Data(secret.utf8).map { String(format: "%02x", $0) }.joined(),
            Data(secret.utf8).map { String(format: "%02X", $0) }.joined(),
        ])
    func sentSecrets(form: String) {
        let shown = redactor.clean("the value [\(form)] is wrong")
        #expect(shown.contains("<redacted>"), "\(shown)")
        #expect(shown.hasPrefix("the value [") && shown.hasSuffix("] is wrong"))
    }

    @Test(
        "What stands where a secret would is cut out, also if nobody here has seen it",
        arguments: [
            "client_secret=abc123", #"{"registration_access_token": "abc123"}"#, #"\"client_secret\":\"abc123\""#,
            "password: abc123", "Bearer abc123abc123abc123", "Authorization: Basic abc123abc123abc123==",
        ])
    func namedSecrets(text: String) {
        let shown = redactor.clean("no: \(text) end")
        #expect(!shown.contains("abc123"), "\(shown)")
        #expect(shown.contains("<redacted>") && shown.hasSuffix(" end"))
    }

    @Test(
        "Words about secrets stay as they are",
        arguments: [
            "the client_secret is wrong", "invalid token: signature mismatch", "invalid_token",
            #"Bearer realm="portal", error="invalid_token""#, "Basic authentication is not allowed for this client",
            "token_endpoint_auth_method is not supported",
        ])
    func ordinaryWords(text: String) {
        #expect(redactor.clean(text) == text)
    }

    @Test("An answer's members are kept without those that repeat a secret or are called like one")
    func members() throws {
        let response = try RegistrationResponse(
            body: Array(
                """
                {"client_id":"c","client_secret":"s-4711","registration_access_token":"t-4711",
                "registrationAccessToken":"x",
                "note":{"a":["the token is t-4711"]},"again":"s-4711","secret":"y","client_name":"Acme"}
                """.utf8))
        #expect(response.members == ["client_id": .string("c"), "client_name": .string("Acme")])
        #expect(response.clientSecret == Secret("s-4711"))
    }

    @Test("An error names a URL without its query, and a request describes itself without values")
    func urls() {
        let url = "https://idp.example/clients/1?token=canary"
        let request = OutboundRequest(
            method: "PUT", url: url, headers: [(name: "Authorization", value: "Bearer canary")],
            body: Array("canary".utf8))
        let response = OutboundResponse(
            status: 200, headers: [(name: "X", value: "canary")], body: Array("canary".utf8))
        var texts = [
            "\(RegistrationExchange(operation: .update, url: url))",
            "\(OutboundError.unreachable(url: url, reason: "x"))",
            "\(OutboundError.insecureURL(url))", "\(RegistrationWarning.clientURIMoved(to: url))",
            "\(request)", "\(response)", String(reflecting: request), String(reflecting: response),
        ]
        dump((request, response), to: &texts[7])
        for text in texts { #expect(!text.contains("canary"), "\(text)") }
        #expect(texts[4] == "PUT https://idp.example/clients/1?… [Authorization], 6 bytes")
    }

    @Test("A deletion that is refused says nothing of the secret that only the provider and the registrar know")
    func knownSecrets() async throws {
        let fixture = try RegistrarFixture()
        let credential = try await fixture.registered()
        let secret = try #require(credential.clientSecret).reveal()
        fixture.provider.answer(403, #"{"error":"no","error_description":"not while \#(secret) is good"}"#)
        let error = await #expect(throws: RegistrationError.self) {
            try await fixture.registrar.delete(credential.recordID)
        }
        guard case .refused(let refusal) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(refusal.explanation == "not while <redacted> is good")
    }
}
