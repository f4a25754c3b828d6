import Testing
import TollgateCatalogue
import TollgateTesting

@testable import Tollgate

@Suite("Explaining runs the request path and charges nothing")
struct ExplanationTests {
    private func request(_ test: TestGate) throws -> GateRequest {
        let path = try RequestPath(target: "/payment-api/get")
        return GateRequest(api: try #require(test.gate.catalogue.api(for: path)), method: "GET", path: path)
    }

    @Test("An admitted token passes every check in order, and as often as one likes")
    func explainsAdmission() throws {
        let test = try TestGate(forge: try Forge.shared.get())
        let credential = BearerCredential(token: Substring(test.forge.token(payload: TokenClaims().json)))
        for _ in 0..<20 {
            let (explanation, wait) = test.gate.explain(credential, try request(test), at: test.clock.instant)
            #expect(wait == nil)
            #expect(explanation.rejection == nil)
            let checks = explanation.steps.map(\.check)
            #expect(Check.allCases.filter { checks.contains($0) } == checks.removingRepetitions())
            #expect(explanation.scopes.map(\.scope) == ["product_payments", "free_plan"])
            #expect(explanation.grant?.rate?.policy == "free-limits")
            #expect(explanation.limits?.rate?.remaining == 5)
        }
    }

    @Test("A refused token names the check that failed, and it is the rejection of the request path")
    func explainsRejection() throws {
        let test = try TestGate(forge: try Forge.shared.get())
        for claims in [
            TokenClaims().with("exp", "1"), TokenClaims(scope: "free_plan"), TokenClaims(scope: "product_payments"),
            TokenClaims().with("aud", "[]"), TokenClaims(issuer: "https://x.example"),
        ] {
            let token = test.forge.token(payload: claims.json)
            let credential = BearerCredential(token: Substring(token))
            let explanation = test.gate.explain(credential, try request(test), at: test.clock.instant).explanation
            #expect(explanation.rejection == (try test.rejection(token)))
            #expect(explanation.steps.last?.rejection == explanation.rejection)
        }
        let garbage = test.gate.explain(BearerCredential(token: "x"), try request(test), at: test.clock.instant)
        #expect(garbage.explanation.rejection == .tokenMalformed)
    }

    @Test("A token that is too long is told from a malformed one, with its size and the key (gravitee 2037)")
    func explainsLength() throws {
        let test = try TestGate(forge: try Forge.shared.get())
        let pad = "\"" + String(repeating: "x", count: 9_000) + "\""
        let credential = BearerCredential(
            token: Substring(test.forge.token(payload: TokenClaims().with("pad", pad).json)))
        let bytes = credential.token.utf8.count
        let explanation = test.gate.explain(credential, try request(test), at: test.clock.instant).explanation
        #expect(explanation.rejection == .tokenTooLong)
        #expect(explanation.steps.last?.detail == "it has \(bytes) bytes, and at most 8192 are accepted")
        let sentence = try #require(test.gate.explanation(of: .tokenTooLong, for: credential))
        #expect(
            sentence
                == "The access token has \(bytes) bytes; at most 8192 are accepted (gateway.max_token_bytes).")
        #expect(test.gate.explanation(of: .tokenMalformed, for: credential) == nil)
        #expect(Rejection.tokenTooLong.body(in: .rfc6750, explanation: sentence).contains("\"\(sentence)\""))
        #expect(
            Rejection.tokenTooLong.challenge(realm: "payments", explanation: sentence)
                == "Bearer realm=\"payments\", error=\"invalid_token\", error_description=\"\(sentence)\"")
    }

    @Test("Scopes can be explained without a token")
    func explainsScopes() throws {
        let test = try TestGate(forge: try Forge.shared.get())
        let explanation = test.gate.explain(
            scopes: ["product_payments", "gold"], client: "c", try request(test), at: test.clock.instant)
        #expect(explanation.rejection == .planMissing)
        #expect(explanation.scopes.map(\.policies) == [["payments-access"], []])
    }
}

extension [Check] {
    /// The checks without those that follow an equal one.
    fileprivate func removingRepetitions() -> [Check] {
        reduce(into: []) { if $0.last != $1 { $0.append($1) } }
    }
}
