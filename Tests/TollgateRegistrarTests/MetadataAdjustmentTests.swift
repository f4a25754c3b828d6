import Testing
import TollgateOutbound

@testable import TollgateRegistrar

/// What a provider insists on in the metadata of clients (gravitee 8425, product-is 19641).
@Suite("Members that a provider must not get, or must get")
struct MetadataAdjustmentTests {
    private let fixture: RegistrarFixture

    init() throws {
        fixture = try RegistrarFixture()
    }

    private func addProvider(
        _ metadata: MetadataAdjustments, driver: ProviderDriver = .other
    ) async throws(RegistrationError) {
        try await fixture.registrar.addProvider(
            Provider(
                name: "idp", driver: driver, address: StubProvider.issuer,
                settings: ProviderSettings(metadata: metadata)))
    }

    @Test("A member that is left out is neither in a registration nor in an update, also if the provider returned it")
    func omitted() async throws {
        try await addProvider(MetadataAdjustments(omitted: ["response_types", "software_version", "x_realm"]))
        fixture.provider.answer(201, RegistrarFixture.accepted)
        let id = try await fixture.register().recordID
        #expect(fixture.provider.lastBody["response_types"] == nil)
        #expect(fixture.provider.lastBody["software_version"] == nil)
        #expect(fixture.provider.lastBody["grant_types"] == .strings(["client_credentials"]))
        fixture.provider.answer(200, RegistrarFixture.accepted)
        _ = try await fixture.registrar.update(id, ClientChanges(application: "Acme 2"))
        for name in ["response_types", "software_version", "x_realm"] {
            #expect(fixture.provider.lastBody[name] == nil)
        }
        #expect(fixture.provider.lastBody["client_name"] == .string("Acme 2"))
    }

    @Test("A member that is set is in every request, whatever the driver or a developer says")
    func set() async throws {
        try await addProvider(
            MetadataAdjustments(set: [
                "contacts": .strings(["api@shop.example"]), "ext_token_type": .string("JWT"),
                "access_token_as_jwt": .bool(false),
            ]), driver: .janssen)
        fixture.provider.answer(201, RegistrarFixture.accepted)
        let id = try await fixture.register().recordID
        fixture.provider.answer(200, RegistrarFixture.accepted)
        _ = try await fixture.registrar.update(
            id, ClientChanges(metadata: ["contacts": .strings(["dev@acme.example"])]))
        for request in fixture.provider.requests {
            let body = try #require(request.body.flatMap { JSONValue(parsing: $0)?.object })
            #expect(body["contacts"] == .strings(["api@shop.example"]))
            #expect(body["ext_token_type"] == .string("JWT"))
            #expect(body["access_token_as_jwt"] == .bool(false))
            #expect(body["access_token_signing_alg"] == .string("RS256"))
        }
    }

    @Test("A provider that is not told scopes is one that does not enforce them, and a probe says so")
    func withoutScope() async throws {
        try await addProvider(MetadataAdjustments(omitted: ["scope"]))
        let unscoped = RegistrarFixture.accepted.replacing(
            #""scope":"product_payments free_plan","#, with: #""scope":"openid","#)
        fixture.provider.answer(201, unscoped)
        let credential = try await fixture.register()
        #expect(fixture.provider.lastBody["scope"] == nil)
        #expect(credential.scopes == ["product_payments", "free_plan"])
        #expect(credential.warnings.map(\.code) == ["scope_wider", "scope_not_enforced"])
        fixture.provider.answer(201, unscoped.replacing("c-1", with: "c-2"))
        fixture.provider.answer(204)
        let verification = try await fixture.registrar.verifyProvider("idp", scopes: ["product_payments"])
        #expect(verification.isUsable)
        #expect(
            fixture.provider.requests.dropLast().last?.body.map {
                !String(decoding: $0, as: UTF8.self).contains("product_payments")
            } == true)
        #expect(verification.warnings.map(\.code).contains("scope_not_enforced"))
    }

    @Test(
        "What decides what a client may do cannot be set, in any spelling, and what others set has its own place",
        arguments: [
            "scope", "scopes", "client_id", "clientId", "redirect_uris", "redirectUris", "grant_types", "grantTypes",
            "GRANT_TYPES", "response_types", "token_endpoint_auth_method", "jwks", "jwks_uri", "client_name",
            "client_name#fr", "client_secret", "software_id", "software_statement", "software_version",
            "registration_access_token", "registration_client_uri", "client_secret_expires_at", "metadata",
        ])
    func decisive(name: String) async throws {
        do {
            try await addProvider(MetadataAdjustments(set: [name: .string("x")]))
            Issue.record("\(name) was set")
        } catch {
            #expect(error.code == "provider_invalid")
            #expect(error.description.contains("`metadata.set` may not have `\(name)`"))
        }
        #expect(fixture.provider.discoveries == 0)
    }

    @Test(
        "What a client cannot be without is not left out",
        arguments: ["client_id", "grant_types", "redirect_uris", "token_endpoint_auth_method", "jwks", "jwks_uri", ""])
    func indispensable(name: String) throws {
        #expect(try #require(MetadataAdjustments(omitted: [name]).defect).contains("metadata.omit"))
    }

    @Test(
        "A value that no client could have is refused, and so is one that is left out at the same time",
        arguments: [
            ("logo_uri", JSONValue.string("javascript:alert(1)")), ("tos_uri", .string("https://127.0.0.1/")),
            ("contacts", .string("a")), ("x", .null), ("backchannel_logout_uri", .string("http://a.example/")),
            ("post_logout_redirect_uris", .strings(["javascript:x"])), ("response_mode", .string("both")),
        ])
    func values(name: String, value: JSONValue) throws {
        let adjustments = MetadataAdjustments(omitted: ["response_mode"], set: [name: value])
        #expect(try #require(adjustments.defect).contains("`\(name)`"))
    }

    @Test("They come out of their seal as they went in, and are read strictly")
    func members() throws {
        let adjustments = MetadataAdjustments(
            omitted: ["response_types", "scope"], set: ["x": .object(["y": .array([.integer(1), .null])])])
        let provider = Provider(
            name: "idp", address: "https://idp.example", settings: ProviderSettings(metadata: adjustments))
        #expect(ProviderSettings(plaintext: provider.plaintext)?.metadata == adjustments)
        #expect(
            provider.shownSettings["metadata"]
                == .object([
                    "omit": .strings(["response_types", "scope"]), "set": .object(adjustments.set),
                ]))
        for wrong in [
            JSONValue.string("omit"), .object(["omitted": .array([])]), .object(["omit": .string("scope")]),
            .object(["omit": .array([.integer(1)])]), .object(["set": .array([])]),
        ] {
            #expect(throws: DocumentError.self) { try ProviderSettings(members: ["metadata": wrong]) }
        }
    }
}
