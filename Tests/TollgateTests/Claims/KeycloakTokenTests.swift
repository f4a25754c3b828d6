import Testing
import TollgateCatalogue
import TollgateTesting

@testable import Tollgate

@Suite("Tokens are accepted as Keycloak 20 writes them")
struct KeycloakTokenTests {
    /// The header with the spaces that Keycloak puts around its colons.
    private func header(_ forge: TokenForge) -> String {
        "{\"alg\":\"RS256\",\"typ\" : \"JWT\",\"kid\" : \"\(forge.keyID)\"}"
    }

    /// The members of a browser login's access token, in Keycloak's order; up to 22 the nonce is among them.
    private func payload(type: String, nonce: String = "\"nonce\":\"4f6e0d0e-90f1\",") -> String {
        """
        {"exp":1700000300,"iat":1700000000,"auth_time":1699999990,"jti":"5c0bb6a1-7c66-4f2e-9d3a-0d5a3f0f8a11",\
        "iss":"\(TestCatalogue.issuer)","aud":"account","sub":"0c9a6d52-3c1f-4e0f-8f5e-5f4c6f1f7c11","typ":"\(type)",\
        "azp":"client-1",\(nonce)"session_state":"7e0f3f0a-92d1-4b55-8a5e-61b7d1b1c001","acr":"1",\
        "allowed-origins":["http://127.0.0.1:8080"],"realm_access":{"roles":["offline_access","default-roles-dcr",\
        "uma_authorization"]},"resource_access":{"account":{"roles":["manage-account","manage-account-links",\
        "view-profile"]}},"scope":"openid product_payments free_plan email profile",\
        "sid":"7e0f3f0a-92d1-4b55-8a5e-61b7d1b1c001","email_verified":true,"name":"Ada Lovelace",\
        "preferred_username":"ada","given_name":"Ada","family_name":"Lovelace","email":"ada@example.org"}
        """
    }

    @Test("An access token with a nonce and payload typ Bearer passes, and its claims are read")
    func passes() throws {
        let test = try TestGate.unlimited()
        let token = test.forge.token(payload: payload(type: "Bearer"), header: header(test.forge))
        guard case .admit(let pass) = try test.decide(token) else { throw Rejection.tokenTypeUnsupported }
        #expect(pass.token.claims.clientID == "client-1")
        #expect(pass.token.claims.audience == ["account"])
        #expect(pass.token.claims.scopes == ["openid", "product_payments", "free_plan", "email", "profile"])
        #expect(pass.token.claims.issuer == TestCatalogue.issuer)
    }

    @Test("Its ID, refresh, offline and logout tokens do not, with a nonce or without", arguments: ["", nil])
    func refusesOthers(nonce: String?) throws {
        let test = try TestGate.unlimited()
        for type in ["ID", "Refresh", "Offline", "Logout"] {
            let claims = nonce.map { payload(type: type, nonce: $0) } ?? payload(type: type)
            #expect(
                try test.rejection(test.forge.token(payload: claims, header: header(test.forge)))
                    == .tokenTypeUnsupported)
        }
    }
}
