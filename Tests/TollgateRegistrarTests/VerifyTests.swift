import Testing
import TollgateCatalogue
import TollgateOutbound

@testable import TollgateRegistrar

@Suite("Verifying a provider")
struct VerifyTests {
    private let fixture: RegistrarFixture

    init() throws {
        fixture = try RegistrarFixture()
    }

    private func verify() async throws -> ProviderVerification {
        try await fixture.registrar.verifyProvider("idp", scopes: ["product_payments", "free_plan"])
    }

    @Test("A probe is registered and deleted again, and nothing of it stays")
    func probe() async throws {
        try await fixture.addProvider()
        fixture.provider.answer(201, RegistrarFixture.accepted)
        fixture.provider.answer(204)
        let verification = try await verify()
        #expect(verification.isUsable)
        #expect(verification.profile.registrationEndpoint == StubProvider.registrationEndpoint)
        #expect(fixture.provider.methods == ["POST", "DELETE"])
        #expect(fixture.provider.discoveries == 2)
        #expect(try await fixture.record()?.state.name == "failed")
        #expect(try await fixture.record()?.registration?.registrationAccessToken == nil)
        try await fixture.registrar.deleteProvider("idp")
    }

    @Test("What the provider did differently is told member by member: replaced, left out, added")
    func differences() async throws {
        try await fixture.addProvider()
        fixture.provider.answer(201, RegistrarFixture.accepted)
        fixture.provider.answer(204)
        let verification = try await verify()
        #expect(
            verification.differences.map(\.member) == ["client_name", "software_id", "software_version", "x_realm"])
        let texts = verification.differences.map(\.description)
        #expect(texts[0].hasPrefix("`client_name` is \"Acme\", asked for was \"Tollgate probe "))
        #expect(texts[1] == "`software_id` is not in the answer, asked for was \"tollgate\"")
        #expect(texts[3] == "`x_realm` is {\"tier\":3}, nothing was asked for")
    }

    @Test("The order of scopes and grants is no difference, nor is a string for an array")
    func order() {
        let asked = ClientMetadata(
            clientName: "a", grantTypes: [.clientCredentials, .refreshToken], scopes: ["s", "t"])
        var granted = asked.members
        granted["scope"] = .strings(["t", "s"])
        granted["grant_types"] = .string("refresh_token client_credentials")
        granted["client_id"] = .string("c")
        #expect(MetadataDifference.list(asked: asked, granted: granted).isEmpty)
        granted["redirect_uris"] = .array([])
        #expect(MetadataDifference.list(asked: asked, granted: granted).isEmpty)
        granted["redirect_uris"] = .strings(["https://elsewhere.example"])
        #expect(MetadataDifference.list(asked: asked, granted: granted).map(\.member) == ["redirect_uris"])
    }

    @Test("Scopes that a provider drops make it unusable for them, and the probe is deleted all the same")
    func shortfall() async throws {
        try await fixture.addProvider()
        fixture.provider.answer(201, RegistrarFixture.accepted.replacing(" free_plan\"", with: "\""))
        fixture.provider.answer(204)
        let verification = try await verify()
        #expect(!verification.isUsable)
        #expect(verification.shortfall?.granted == ["product_payments"])
        #expect(verification.leftBehind == nil)
    }

    @Test("A probe that cannot be deleted is named and stays on the books until it can be")
    func leftBehind() async throws {
        try await fixture.addProvider()
        fixture.provider.answer(201, RegistrarFixture.accepted)
        fixture.provider.answer(503)
        let verification = try await verify()
        let record = try #require(verification.leftBehind)
        #expect(!verification.isUsable)
        #expect(try await fixture.record()?.state == .deleting)
        fixture.provider.answer(204)
        #expect(try await fixture.registrar.delete(record) == .deleted)
    }

    @Test("A provider that refuses the probe is told as a refused registration")
    func refused() async throws {
        try await fixture.addProvider()
        fixture.provider.answer(403, #"{"error":"insufficient_scope"}"#)
        do {
            _ = try await verify()
            Issue.record("a refusal was taken for a success")
        } catch let error as RegistrationError {
            #expect(error.code == "registration_refused")
        }
        #expect(try await fixture.record()?.state.name == "failed")
    }
}
