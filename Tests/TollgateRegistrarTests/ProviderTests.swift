import Testing
import TollgateOutbound
import TollgateRegistrar
import TollgateTesting

@Suite("Providers")
struct ProviderTests {
    private let fixture: RegistrarFixture

    init() throws {
        fixture = try RegistrarFixture()
    }

    @Test("A provider is tried before it is added, and nothing is registered for that")
    func addingTries() async throws {
        let profile = try await fixture.registrar.addProvider(
            Provider(name: "idp", driver: .keycloak, address: StubProvider.issuer))
        #expect(profile.registrationEndpoint == StubProvider.registrationEndpoint)
        #expect(profile.issuer == StubProvider.issuer)
        #expect(fixture.provider.requests.isEmpty)
        #expect(try await fixture.registrar.providers().map(\.driver) == ["keycloak"])
    }

    @Test("Client credentials for the initial access are tried when the provider is added, and used to register")
    func initialAccessByClientCredentials() async throws {
        fixture.provider.answer(200, #"{"access_token":"iat-1","token_type":"bearer"}"#)
        try await fixture.addProvider(
            driver: .other,
            initialAccess: .clientCredentials(
                id: "registrar", secret: Secret("x"), scopes: ["dcr_admin"], method: .post))
        #expect(fixture.provider.requests.map(\.url) == [StubProvider.tokenEndpoint])
        fixture.provider.answer(200, #"{"access_token":"iat-2","token_type":"bearer"}"#)
        fixture.provider.answer(201, RegistrarFixture.accepted)
        _ = try await fixture.register()
        #expect(fixture.provider.requests.last?.headers.contains { $0.value == "Bearer iat-2" } == true)
    }

    @Test("A provider that gives no initial access token is not added, and the error says why")
    func initialAccessFails() async throws {
        fixture.provider.answer(401, #"{"error":"invalid_client"}"#)
        do {
            try await fixture.addProvider(
                initialAccess: .clientCredentials(id: "r", secret: Secret("canary"), scopes: [], method: .basic))
            Issue.record("a provider without initial access was added")
        } catch let error as RegistrationError {
            guard case .initialAccessFailed("idp", .refused(_, 401, "invalid_client", _)) = error else { throw error }
            #expect(!error.description.contains("canary"))
        }
        #expect(try await fixture.registrar.providers().isEmpty)
    }

    @Test("A provider without a registration endpoint is refused with its issuer's name")
    func noRegistrationEndpoint() async throws {
        fixture.provider.publish(ProviderMetadata(issuer: StubProvider.issuer))
        await #expect(
            throws: RegistrationError.registrationUnsupported(provider: "idp", issuer: StubProvider.issuer)
        ) { try await fixture.addProvider() }
        // The second place, RFC 8414's, was looked at too.
        #expect(fixture.provider.discoveries == 2)
    }

    @Test(
        "An address that is no URL and headers that cannot be sent are refused before anything is sent",
        arguments: [
            Provider(name: "idp", address: "idp.example"), Provider(name: "idp", address: "ftp://idp.example"),
            Provider(name: "", address: StubProvider.issuer),
            Provider(name: "idp", address: StubProvider.issuer, initialAccess: .token(Secret("a\nb"))),
            Provider(
                name: "idp", address: StubProvider.issuer,
                initialAccess: .headers([SecretHeader(name: "X-Key", value: Secret("a\r\nb"))])),
        ])
    func invalidProviders(provider: Provider) async throws {
        do {
            try await fixture.registrar.addProvider(provider)
            Issue.record("\(provider) was added")
        } catch {
            #expect(error.code == "provider_invalid")
        }
        #expect(fixture.provider.discoveries == 0)
    }

    @Test("A name is taken once")
    func uniqueName() async throws {
        try await fixture.addProvider()
        await #expect(throws: RegistrationError.providerExists(name: "idp")) {
            try await fixture.addProvider()
        }
    }

    @Test("A provider is not deleted while clients are registered there, and the error names them")
    func deletionProtection() async throws {
        let credential = try await fixture.registered()
        let inUse = RegistrationError.providerInUse(name: "idp", clients: ["Acme (\(credential.recordID))"])
        await #expect(throws: inUse) { try await fixture.registrar.deleteProvider("idp") }
        fixture.provider.answer(204)
        _ = try await fixture.registrar.delete(credential.recordID)
        try await fixture.registrar.deleteProvider("idp")
        #expect(try await fixture.registrar.providers().isEmpty)
        #expect(try await fixture.record()?.provider == "idp")
        await #expect(throws: RegistrationError.providerUnknown(name: "idp")) {
            try await fixture.registrar.deleteProvider("idp")
        }
    }

    @Test("Metadata is fetched once a day, and again after the endpoint turned out to be gone")
    func discoveryCache() async throws {
        try await fixture.addProvider()
        fixture.provider.answer(201, RegistrarFixture.accepted.replacing("c-1", with: "c-1"))
        _ = try await fixture.register()
        #expect(fixture.provider.discoveries == 1)
        fixture.provider.answer(404)
        _ = try? await fixture.register()
        fixture.provider.answer(201, RegistrarFixture.accepted.replacing("c-1", with: "c-2"))
        _ = try await fixture.register()
        #expect(fixture.provider.discoveries == 2)
        fixture.clock.advance(by: .seconds(86_400))
        fixture.provider.answer(201, RegistrarFixture.accepted.replacing("c-1", with: "c-3"))
        _ = try await fixture.register()
        #expect(fixture.provider.discoveries == 3)
    }

    @Test("A name that another process gave to another provider leads to that provider's endpoint, not to the old one")
    func reusedName() async throws {
        try await fixture.addProvider()
        let other = try RegistrarFixture(store: fixture.store)
        let moved = ProviderMetadata(
            issuer: "https://new.example", registrationEndpoint: "https://new.example/register")
        other.provider.publish(moved)
        fixture.provider.publish(moved)
        try await other.registrar.deleteProvider("idp")
        try await other.registrar.addProvider(
            Provider(name: "idp", address: "https://new.example", initialAccess: .token(Secret("new-iat"))))
        fixture.provider.answer(
            201, RegistrarFixture.accepted.replacing("https://idp.example", with: "https://new.example"))
        let credential = try await fixture.register()
        let sent = try #require(fixture.provider.requests.last)
        #expect(sent.url == "https://new.example/register")
        #expect(sent.headers.contains { $0.value == "Bearer new-iat" })
        #expect(credential.issuer == "https://new.example")
    }

    @Test("Two names for one provider share what is known about it, each under its own name")
    func twoNames() async throws {
        try await fixture.addProvider()
        let profile = try await fixture.registrar.addProvider(
            Provider(name: "second", address: StubProvider.issuer))
        #expect(profile.name == "second")
        for name in ["idp", "second"] {
            fixture.provider.answer(404)
            _ = try? await fixture.registrar.register(
                application: "Acme", product: "payments", plan: "free", provider: name)
        }
        #expect(fixture.provider.methods == ["POST", "POST"])
    }
}
