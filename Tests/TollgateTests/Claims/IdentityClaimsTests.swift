import Testing
import TollgateCatalogue
import TollgateTesting

@testable import Tollgate

@Suite("The claims that a configuration names are told in fields")
struct IdentityClaimsTests {
    private func fields(_ more: [(String, String)], _ claims: [(String, String)]) throws -> [String] {
        var source = TestCatalogue.payments()
        source.apis[0].identityClaims = claims.map { IdentityClaim(field: $0, claim: $1) }
        let test = try TestGate(source, forge: try TokenForge.shared.get())
        let claims = more.reduce(TokenClaims()) { $0.with($1.0, $1.1) }
        let token = test.forge.token(payload: claims.json)
        let credential = try BearerCredential(authorization: ["Bearer \(token)"])
        let path = try test.gate.catalogue.path(target: "/payment-api/get")
        let api = try #require(test.gate.catalogue.api(for: path))
        guard
            case .admit(let pass) = test.gate.decide(
                credential, GateRequest(api: api, method: "GET", path: path), at: test.clock.instant)
        else {
            Issue.record("not admitted")
            return []
        }
        return Admission(api: api, path: path, pass: pass).identityFields.map { "\($0.name): \($0.value)" }
    }

    @Test("Texts, numbers and truth values are told as they are, lists with commas; the rest is not told")
    func tells() throws {
        let found = try fields(
            [
                ("tenant", #""müller & 50%\n""#), ("level", "3.5e1"), ("vip", "true"),
                ("groups", #"["a,b", 7, "", null, "c"]"#),
                ("realm", #"{"roles": ["x"], "a.b": "dotted"}"#), ("nothing", "null"), ("empty", "[]"),
                ("blank", #""""#),
                ("a.b", #""literal""#),
            ],
            [
                ("X-Tenant", "tenant"), ("X-Level", "level"), ("X-Vip", "vip"), ("X-Groups", "groups"),
                ("X-Roles", "realm.roles"), ("X-Realm", "realm"), ("X-Nothing", "nothing"), ("X-Empty", "empty"),
                ("X-Blank", "blank"), ("X-Missing", "missing"), ("X-Literal", "a.b"), ("X-Dotted", "realm.a\\.b"),
            ])
        #expect(
            found == [
                "X-Tenant: m%C3%BCller%20&%2050%25%0A", "X-Level: 3.5e1", "X-Vip: true", "X-Groups: a%2Cb,7,c",
                "X-Roles: x", "X-Literal: literal", "X-Dotted: dotted",
            ])
    }

    @Test("A field is known however its words are joined")
    func knowsSpellings() {
        let claims = IdentityClaims([IdentityClaim(field: "X-Tenant", claim: "t")])
        func isField(_ name: String) -> Bool { claims.isField(name.utf8Span.span) }
        for name in ["X-Tenant", "x_tenant", "X.TENANT", "x~tenant"] { #expect(isField(name)) }
        for name in ["X-Tenants", "XTenant", "X-Tenan", ""] { #expect(!isField(name)) }
    }

    @Test(
        "Fields that mean something already are refused",
        arguments: ["Host", "x-tollgate-client", "X-Forwarded-User", "authorization", "Proxy-A", "A B", "X_Tenant", ""])
    func refuses(field: String) {
        #expect(!IdentityClaim.isField(field))
        var source = TestCatalogue.payments()
        source.apis[0].identityClaims = [IdentityClaim(field: field, claim: "t")]
        #expect(source.problems().contains { $0.path == ["apis", "payments", "identity_fields"] })
    }
}
