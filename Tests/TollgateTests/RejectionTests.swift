import Testing
import Tollgate

@Suite("Each rejection has one fixed answer")
struct RejectionTests {
    @Test("Codes are unique and in snake_case")
    func hasStableCodes() {
        let codes = Rejection.allCases.map(\.code)
        #expect(Set(codes).count == codes.count)
        #expect(codes.allSatisfy { $0.allSatisfy { $0.isLowercase || $0 == "_" } })
    }

    @Test("A missing token gets a challenge without an error (RFC 6750 §3.1)")
    func challengesWithoutError() {
        #expect(Rejection.tokenMissing.challenge(realm: "payments") == "Bearer realm=\"payments\"")
        #expect(Rejection.tokenMissing.status == 401)
    }

    @Test("A bad token gets invalid_token, and too few scopes insufficient_scope with the scope where one is known")
    func challengesWithError() {
        #expect(
            Rejection.tokenExpired.challenge(realm: "payments")
                == "Bearer realm=\"payments\", error=\"invalid_token\", "
                + "error_description=\"The access token has expired.\"")
        let challenge = Rejection.scopeInsufficient.challenge(realm: "payments", scope: "product_payments")
        #expect(challenge?.contains("error=\"insufficient_scope\"") == true)
        #expect(challenge?.hasSuffix(", scope=\"product_payments\"") == true)
        #expect(Rejection.planMissing.challenge(realm: "x", scope: "free_plan")?.contains("scope=\"") == false)
    }

    @Test("A challenge names the API's metadata last, and nothing in its URL ends the quotes (RFC 9728 §5.1)")
    func namesMetadata() {
        let url = "https://gate.example/.well-known/oauth-protected-resource/pay"
        #expect(
            Rejection.tokenMissing.challenge(realm: "payments", resourceMetadata: url)
                == "Bearer realm=\"payments\", resource_metadata=\"\(url)\"")
        let scope = Rejection.accessDenied.challenge(realm: "x", scope: "s", resourceMetadata: "https://a\", b=\"\\")
        #expect(scope?.hasSuffix(", scope=\"s\", resource_metadata=\"https://a, b=\"") == true)
        #expect(Rejection.rateExceeded.challenge(realm: "x", resourceMetadata: url) == nil)
    }

    @Test(
        "Limits and missing keys get no challenge",
        arguments: [Rejection.rateExceeded, .quotaExceeded, .concurrencyExceeded, .keysUnavailable, .pathRejected])
    func challengesNobodyElse(rejection: Rejection) {
        #expect(rejection.challenge(realm: "x") == nil)
    }
}
