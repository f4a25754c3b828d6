import Foundation
import Testing
import Tollgate
import TollgateCatalogue
import TollgateTesting

@testable import TollgateCLI

@Suite("What explain advises is what helps: it looks at the token, and names the key")
struct ExplainHintsTests {
    /// The advice on a request with a token.
    private func advice(_ claims: TokenClaims, _ change: (inout Catalogue) -> Void = { _ in }) throws -> [String] {
        var catalogue = TestCatalogue.payments()
        change(&catalogue)
        let test = try TestGate(catalogue, forge: try TokenForge.shared.get())
        let path = try RequestPath(target: "/payment-api/get")
        let request = GateRequest(api: try #require(test.gate.catalogue.api(for: path)), method: "GET", path: path)
        let token = test.forge.token(payload: claims.json)
        let explanation = test.gate.explain(
            BearerCredential(token: Substring(token)), request, at: test.clock.instant
        ).explanation
        return Advice(explanation, request, gate: test.gate, at: test.clock.instant, token: token).lines
    }

    /// mod_auth_openidc 336.
    @Test("Where the client is missing, the claim of the token that would do is named")
    func namesClientClaims() throws {
        let none = TokenClaims().with("azp", nil)
        #expect(
            try advice(none.with("clientId", "\"c\"")) == [
                "`issuers.portal.client_id_claims` has to have the claim that names the client: the token has `clientId`, "
                    + "so `client_id_claims: [clientId]`"
            ])
        #expect(try advice(none)[0].contains("the token has `sub`, which is the client where it calls for itself"))
        #expect(
            try advice(none.with("sub", nil)) == [
                "the issuer has to name the client in the token, in one of the claims of "
                    + "`issuers.portal.client_id_claims`"
            ])
    }

    @Test("An issuer that differs in a slash or in capitals is named, and so is one that the API does not admit")
    func namesNearIssuers() throws {
        let slash = TokenClaims(issuer: TestCatalogue.issuer + "/")
        #expect(
            try advice(slash) == [
                "`issuers.portal.issuer` has to be written as the tokens have it, byte for byte: it differs only in the "
                    + "slash at the end from `\(TestCatalogue.issuer)/`"
            ])
        #expect(try advice(TokenClaims()) { $0.issuers[0].issuer += "/" }[0].contains("only in the slash at the end"))
        #expect(
            try advice(TokenClaims()) { $0.issuers[0].issuer = "https://IDP.example/realms/DCR" }[0].contains(
                "capitals"))
        let other = try advice(TokenClaims(issuer: "https://b.example")) {
            $0.issuers.append(Issuer(name: "b", issuer: "https://b.example", audiences: .any))
        }
        #expect(other == ["`apis.payments.issuers` has to have `b`, whose token it is"])
        #expect(
            try advice(TokenClaims(issuer: "https://c.example")) == ["`iss` has to be one of: \(TestCatalogue.issuer)"])
    }

    @Test("Scopes that stand in a claim that is not looked into are found, also below names with dots")
    func namesScopeClaims() throws {
        let none = TokenClaims().with("scope", nil)
        let scopes = "[\"product_payments\",\"free_plan\"]"
        #expect(
            try advice(none.with("roles", scopes))[0]
                == "scopes of the catalogue stand in roles of the token: `issuers.portal.scope_claims` says where they are "
                + "looked for")
        let deep = none.with("resource_access", "{\"shop.example.com\":{\"roles\":\(scopes)}}")
        #expect(try advice(deep)[0].contains(#"stand in resource_access.shop\.example\.com.roles of the token"#))
        #expect(
            try advice(deep) {
                $0.issuers[0].scopeClaims = [#"resource_access.shop\.example\.com.roles"#]
            } == [])
        let split = none.with("scope", "\"product_payments\"").with("scp", "[\"free_plan\"]")
        #expect(try advice(split)[0].hasSuffix("with `issuers.portal.merge_scope_claims: true` all of them do"))
        #expect(try advice(split) { $0.issuers[0].mergesScopeClaims = true } == [])
    }

    @Test("A path that is refused is told with the character, its place, and the key that would admit it")
    func explainsPaths() throws {
        let catalogue = try CompiledCatalogue(TestCatalogue.payments())
        func text(_ target: String) throws -> String {
            let fault = #expect(throws: PathFault.self) { try catalogue.path(target: target) }
            return PathRefusal(target: target, try #require(fault), in: catalogue).text
        }
        let slash = try text("/payment-api/group%2Fname")
        #expect(slash.hasPrefix("rejected: 400 path_rejected\n"))
        #expect(slash.contains("\n  byte 19 of the path: `%2F`, an encoded slash"))
        #expect(slash.hasSuffix("`apis.payments.encoded_slashes: allow` takes it as a part of its segment"))
        #expect(try text("/elsewhere/a%2fb").contains(", `encoded_slashes: allow` takes it"))
        #expect(try text("/payment-api/a%25b").contains("byte 15 of the path: `%25`"))
        #expect(try text("/payment-api/é").hasSuffix("percent-encode the character"))
    }
}
