import Testing
import TollgateCatalogue
import TollgateOutbound

@testable import TollgateRegistrar

/// Security review S10, CWE-918.
@Suite("Credentials go to no origin that nobody named, whatever a provider's metadata says")
struct ProviderEndpointsTests {
    private let fixture: RegistrarFixture

    init() throws {
        fixture = try RegistrarFixture()
    }

    private static let good = ProviderMetadata(
        issuer: StubProvider.issuer, tokenEndpoint: StubProvider.tokenEndpoint,
        registrationEndpoint: StubProvider.registrationEndpoint,
        registrationRenewSecretEndpoint: "https://idp.example/register/:client_id/renew_secret")

    /// Good metadata with one endpoint elsewhere.
    private static func metadata(_ name: String, at url: String) -> ProviderMetadata {
        var metadata = good
        switch name {
        case "token_endpoint": metadata.tokenEndpoint = url
        case "registration_endpoint": metadata.registrationEndpoint = url
        default: metadata.registrationRenewSecretEndpoint = url
        }
        return metadata
    }

    /// Tries a provider with this metadata; nothing is sent to it but for discovery.
    private func outcome(
        _ metadata: ProviderMetadata, _ settings: ProviderSettings = ProviderSettings(),
        access: InitialAccess = .token(Secret("iat-canary"))
    ) async -> RegistrationError? {
        fixture.provider.publish(metadata)
        do throws(RegistrationError) {
            try await fixture.registrar.addProvider(
                Provider(name: "idp", address: StubProvider.issuer, initialAccess: access, settings: settings))
            return nil
        } catch {
            #expect(fixture.provider.requests.isEmpty)
            return error
        }
    }

    static let names = ["registration_endpoint", "token_endpoint", "registration_renew_secret_endpoint"]

    @Test("An endpoint at another origin is refused with that origin and the setting that names it", arguments: names)
    func foreign(name: String) async {
        let error = await outcome(Self.metadata(name, at: "https://evil.example/x"))
        #expect(error?.code == "provider_invalid")
        #expect(
            error?.description.contains(
                "its \(name) is at https://evil.example, which is not the provider's own origin") == true)
        #expect(error?.description.contains("`trusted_origins`") == true)
    }

    @Test("An endpoint at an origin that the operator names is used", arguments: names)
    func trusted(name: String) async {
        let settings = ProviderSettings(trustedOrigins: ["https://login.example"])
        #expect(await outcome(Self.metadata(name, at: "https://login.example/x"), settings) == nil)
    }

    @Test(
        "A provider over https cannot point to plain http, on this machine or elsewhere, unless the operator allows it",
        arguments: names, ["http://127.0.0.1:9/x", "http://localhost/x", "http://[::1]/x", "http://idp.example/x"])
    func insecure(name: String, url: String) async {
        let error = await outcome(Self.metadata(name, at: url))
        #expect(error?.description.contains("its \(name) `\(url)` is plain http") == true)
        let origin = URLParts(url).map(\.origin) ?? ""
        let allowed = ProviderSettings(
            connection: ConnectionSettings(allowsHTTP: true), trustedOrigins: [origin])
        #expect(await outcome(Self.metadata(name, at: url), allowed) == nil)
    }

    @Test("What is known of a provider is known under the origins that were named for it")
    func remembered() async {
        let metadata = Self.metadata("token_endpoint", at: "https://login.example/token")
        #expect(await outcome(metadata, ProviderSettings(trustedOrigins: ["https://login.example"])) == nil)
        fixture.provider.publish(metadata)
        let other = Provider(name: "other", address: StubProvider.issuer)
        #expect(await refusalCode { try await fixture.registrar.addProvider(other) } == "provider_invalid")
    }

    // CommunitySolidServer 745.
    @Test("A registration endpoint that is no string is told as that; a token endpoint only where it is needed")
    func invalidMembers() async {
        var metadata = ProviderMetadata(issuer: StubProvider.issuer, invalidMembers: ["registration_endpoint"])
        #expect(
            await outcome(metadata)
                == .discoveryFailed(
                    provider: "idp",
                    .memberInvalid(
                        place: "the metadata of https://idp.example", member: "registration_endpoint",
                        expected: "a string")))
        metadata = ProviderMetadata(
            issuer: StubProvider.issuer, registrationEndpoint: StubProvider.registrationEndpoint,
            invalidMembers: ["token_endpoint"])
        let access = InitialAccess.clientCredentials(id: "r", secret: Secret("x"), scopes: [], method: .basic)
        #expect(
            await outcome(metadata, access: access)
                == .discoveryFailed(
                    provider: "idp",
                    .memberInvalid(
                        place: "the metadata of https://idp.example", member: "token_endpoint", expected: "a string")))
        #expect(await outcome(metadata) == nil)
    }
}
