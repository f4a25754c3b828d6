import Testing
import TollgateOutbound

@testable import TollgateRegistrar

/// What is said about a provider's no: its own words always, and the hint that knows most about them (akb 635,
/// owncloud/client 11940).
@Suite("Hints beside a provider's words")
struct RefusalHintTests {
    private let provider = StubProvider()

    private func refusal(
        _ driver: ProviderDriver, _ status: Int, _ body: String, challenge: String? = nil
    ) async throws -> RegistrationRefusal {
        provider.answer(status, body, headers: challenge.map { [(name: "WWW-Authenticate", value: $0)] } ?? [])
        do {
            _ = try await DynamicRegistrationClient(transport: provider, driver: driver).register(
                DriverHarness.backend, at: StubProvider.registrationEndpoint,
                authorization: .bearer(Secret("iat-canary")))
        } catch {
            if case .refused(let refusal) = error { return refusal }
        }
        throw NoRefusal()
    }

    private struct NoRefusal: Error {}

    @Test(
        "Of Keycloak's policies, which all refuse with one code, the hint is about the one that the answer names",
        arguments: [
            ("Policy 'Trusted Hosts' rejected request", "the policy `Trusted Hosts` decides"),
            (
                "Policy 'Allowed Client Scopes' rejected request to client-registration service. Details: Not permitted to"
                    + " use specified clientScope", "type Optional"
            ),
            ("Policy 'Max Clients Limit' rejected request to client-registration service.", "counts all clients"),
            ("Policy 'Full Scope Disabled' rejected request", "the policy that the answer names"),
            ("no words that anybody knows", "a policy under Clients > Client registration"),
        ])
    func keycloakPolicies(words: String, hint: String) async throws {
        let refusal = try await refusal(
            .keycloak, 403, #"{"error":"insufficient_scope","error_description":"\#(words)"}"#)
        #expect(refusal.hint?.contains(hint) == true)
        #expect(
            refusal.description
                == "POST https://idp.example/register was answered 403 insufficient_scope: \(words)"
                + " (\(try #require(refusal.hint)))")
    }

    @Test("The hint that looks at most of an answer is given, the first of several, and a driver's before a common one")
    func precision() async throws {
        func hint(_ error: String?, _ words: String?, _ text: String) -> RegistrationHint {
            RegistrationHint(operations: [.register], statuses: [401], error: error, words: words, text: text)
        }
        var driver = ProviderDriver(name: "own", displayName: "Own")
        driver.hints = [
            hint(nil, nil, "plain"), hint(nil, nil, "plain, too"), hint("code", nil, "code"),
            hint(nil, "Two Words", "words"),
            hint("code", "two words", "both"),
        ]
        func given(_ body: String) async throws -> String? { try await refusal(driver, 401, body).hint }
        #expect(try await given("") == "plain")
        #expect(try await given(#"{"error":"code"}"#) == "code")
        #expect(try await given(#"{"error":"x","message":"these are two words."}"#) == "words")
        #expect(try await given(#"{"error":"code","detail":"TWO WORDS"}"#) == "both")
        #expect(try await given(#"{"error":"code","detail":"one word"}"#) == "code")
        driver.hints = []
        #expect(try await given("")?.contains("initial access token") == true)
    }

    @Test(
        "Whatever form a provider's words have, they are shown",
        arguments: [
            (#"{"error":"e","error_description":"words"}"#, "e", "words"),
            (#"{"errorCode":"E1","errorSummary":"words","errorCauses":[{"errorSummary":"cause"}]}"#, "E1", "cause"),
            (#"{"title":"Forbidden","detail":"words","status":403}"#, nil, "words"),
            (#"{"detail":[{"loc":["body","x"],"msg":"words"}]}"#, nil, "words"),
            (#"{"errors":[{"message":"words"}]}"#, nil, "words"), (#"{"fault":{"text":"words"}}"#, nil, "words"),
            (#"{"error":"e","fault":"words"}"#, "e", "words"),
            (#"{"error":{"text":"words"}}"#, #"{"text":"words"}"#, nil),
            (#"{"error":"e","error_description":"","message":"words"}"#, "e", "words"),
            (#"["words"]"#, nil, "words"), (#""words""#, nil, "words"), ("<p>words</p>", nil, "words"),
            (#"{"error":"e","reason":"words"}"#, "e", "words"),
        ] as [(String, String?, String?)])
    func forms(body: String, error: String?, words: String?) async throws {
        let refusal = try await refusal(.other, 403, body)
        #expect(refusal.error == error)
        if let words {
            #expect(refusal.explanation?.contains(words) == true)
        } else {
            #expect(refusal.explanation == nil)
        }
        #expect(refusal.description.contains("words"))
    }

    @Test("A body that says nothing leaves it to the challenge, whose code chooses the hint")
    func challenge() async throws {
        let challenge = #"Bearer realm="x", error="insufficient_scope", error_description="needs dcr""#
        for body in ["", "{}"] {
            let refusal = try await refusal(.graviteeAM, 403, body, challenge: challenge)
            #expect(refusal.error == "insufficient_scope")
            #expect(refusal.explanation == challenge)
            #expect(refusal.hint?.contains("dcr_admin") == true)
        }
        let refusal = try await refusal(.graviteeAM, 403, #"{"error":"own","message":"m"}"#, challenge: challenge)
        #expect(refusal.error == "own")
        #expect(refusal.explanation == "m")
    }

    @Test("Words are bounded, have no control characters, and say nothing of what was sent")
    func safe() async throws {
        let body = JSONValue.object([
            "fault": .string("a\u{1B}[2J\nBearer iat-canary " + String(repeating: "x", count: 9_000))
        ])
        let refusal = try await refusal(.other, 403, String(decoding: body.text, as: UTF8.self))
        let explanation = try #require(refusal.explanation)
        #expect(!explanation.contains("canary"))
        #expect(explanation.utf8.count < 4_200)
        #expect(Redactor.clean(explanation) == explanation)
        let challenge = "Bearer error_description=\"iat-canary\""
        #expect(try await self.refusal(.other, 403, "", challenge: challenge).explanation?.contains("canary") == false)
    }

    @Test("The unique names of Okta are a hint only where the answer speaks of one that is taken")
    func oktaNames() async throws {
        let taken = #"{"error":"invalid_client_metadata","error_description":"client_name: exists. Already exists."}"#
        #expect(try await refusal(.okta, 400, taken).hint?.contains("unique") == true)
        let other = #"{"error":"invalid_client_metadata","error_description":"'response_types' is invalid"}"#
        #expect(try await refusal(.okta, 400, other).hint?.contains("unique") == false)
    }

    @Test(
        "A token endpoint's code says more than its status does",
        arguments: [
            (401, "invalid_client", "client id or secret"), (401, nil, "client id or secret"),
            (401, "unauthorized_client", "may not use the grant"), (400, "invalid_scope", "one of the scopes"),
            (400, "unsupported_grant_type", "does not offer"), (401, "temporarily_locked", nil),
        ] as [(Int, String?, String?)])
    func tokenEndpoint(status: Int, error: String?, hint: String?) {
        let refused = TokenError.refused(
            endpoint: "https://idp.example/token", status: status, error: error, explanation: "its own words")
        #expect(refused.description.contains("its own words"))
        #expect(hint.map { refused.description.contains($0) } ?? refused.description.hasSuffix("its own words"))
    }
}
