import LogTesting
import Logging
import Testing
import TollgateCatalogue
import TollgateOutbound
import TollgateSQLite

@testable import TollgateRegistrar

@Suite("Settings of a provider")
struct ProviderSettingsTests {
    private static let full = ProviderSettings(
        connection: ConnectionSettings(
            allowsHTTP: true, usesProxy: true,
            tls: TLSSettings(
                authorityFile: "ca.pem", clientCertificateFile: "client.pem", clientKeyFile: "key.pem",
                skipsVerification: true)),
        softwareID: "template-1",
        secretRotation: RotationRequest(method: "PATCH", urlTemplate: "https://am.example/register/{client_id}/renew"),
        softwareStatement: "aGVhZGVy.Y2xhaW1z.c2ln", trustedOrigins: ["https://login.example"])

    @Test("Settings come out of their seal as they went in, and provider records of earlier versions have none")
    func sealing() throws {
        let provider = Provider(
            name: "idp", address: "https://idp.example", initialAccess: .token(Secret("t")), settings: Self.full)
        #expect(ProviderSettings(plaintext: provider.plaintext) == Self.full)
        #expect(InitialAccess(plaintext: provider.plaintext) == .token(Secret("t")))
        #expect(ProviderSettings(plaintext: InitialAccess.none.plaintext) == ProviderSettings())
        #expect(ProviderSettings(plaintext: Secret("x")) == nil)
    }

    @Test(
        "A setting that is unknown or of another type is refused by its name",
        arguments: [
            ("insecure", JSONValue.bool(true)), ("insecure_skip_verify", .string("yes")), ("ca_file", .string("")),
            ("software_id", .integer(1)), ("software_statement", .object([:])),
            ("trusted_origins", .string("https://a.example")), ("trusted_origins", .strings([""])),
        ])
    func refusedMembers(name: String, value: JSONValue) throws {
        do throws(DocumentError) {
            _ = try ProviderSettings(members: [name: value])
            Issue.record("\(name) was accepted")
        } catch {
            #expect(error.description.contains(name))
        }
    }

    @Test("Half a client certificate and a renewal that goes nowhere are refused before the provider is asked")
    func defects() async throws {
        let fixture = try RegistrarFixture()
        var half = ProviderSettings()
        half.connection.tls.clientKeyFile = "key.pem"
        let nowhere = ProviderSettings(
            secretRotation: RotationRequest(method: "GET", urlTemplate: "https://a.example/"))
        for settings in [half, nowhere, ProviderSettings(softwareStatement: "a.b")] {
            #expect(
                await refusalCode {
                    try await fixture.registrar.addProvider(
                        Provider(name: "idp", address: StubProvider.issuer, settings: settings))
                } == "provider_invalid")
        }
        #expect(fixture.provider.discoveries == 0)
    }

    @Test(
        "A further origin is scheme, host and port, and https unless it is this machine or plain http is allowed",
        arguments: [
            ("https://login.example", true), ("https://login.example:8443", true), ("http://127.0.0.1:9", true),
            ("http://login.example", false), ("https://login.example/", false), ("https://a@login.example", false),
            ("https://login.example/a", false), ("login.example", false), ("//login.example", false), ("*", false),
        ])
    func trustedOrigins(origin: String, isOne: Bool) {
        var settings = ProviderSettings(trustedOrigins: [origin])
        #expect((settings.defect == nil) == isOne)
        settings.connection.allowsHTTP = true
        #expect((settings.defect == nil) == (isOne || origin == "http://login.example"))
    }

    @Test("The operator's own template and renewal are used at a provider of which nothing else is known")
    func ownRotation() async throws {
        let fixture = try RegistrarFixture()
        try await fixture.registrar.addProvider(
            Provider(
                name: "idp", address: StubProvider.issuer,
                settings: ProviderSettings(
                    softwareID: "template-1",
                    secretRotation: RotationRequest(
                        method: "PUT", urlTemplate: "https://idp.example/register/{#client_id}/renew_secret"),
                    softwareStatement: "aGVhZGVy.Y2xhaW1z.c2ln")))
        fixture.provider.answer(201, RegistrarFixture.accepted)
        let credential = try await fixture.register()
        #expect(fixture.provider.lastBody["software_id"] == .string("template-1"))
        #expect(fixture.provider.lastBody["software_statement"] == .string("aGVhZGVy.Y2xhaW1z.c2ln"))
        fixture.provider.answer(200, #"{"client_id":"c-1","client_secret":"s3cr3t-two"}"#)
        #expect(try await fixture.registrar.rotateSecret(credential.recordID).clientSecret == Secret("s3cr3t-two"))
        #expect(fixture.provider.requests.last?.url == "https://idp.example/register/c-1/renew_secret")
        #expect(fixture.provider.requests.last?.method == "PUT")
    }

    @Test("Each use of a provider whose certificate is not verified is warned about, by its name")
    func unverified() async throws {
        let log = CollectedLog()
        let clients = OutboundClients()
        let network = OutboundNetwork(clients: clients, logger: log.logger)
        var provider = Provider(name: "idp", address: "https://idp.example")
        _ = network.transport(for: provider)
        #expect(log.lines.isEmpty)
        provider.settings.connection.tls.skipsVerification = true
        _ = network.transport(for: provider)
        _ = network.metadataSource(for: provider)
        #expect(log.lines.count == 2)
        #expect(log.lines.allSatisfy { $0.contains("warning") && $0.contains("not verified") && $0.contains("idp") })
        try await clients.shutdown()
    }

    @Test("A registrar with settings for each provider has every application type that is allowed")
    func applicationTypes() async throws {
        let clients = OutboundClients()
        let registrar = Registrar(
            store: try SQLiteClientStore.inMemory(),
            configuration: Registrar.Configuration(
                sealer: SecretSealer(current: try SealingKey(id: "k", bytes: [UInt8](repeating: 3, count: 32))),
                network: OutboundNetwork(clients: clients, logger: Logger(label: "registrar")),
                scopes: { RegistrarFixture.catalogueScopes }))
        let types = ["backend", "browser", "native", "web"]
        let offer = ProductOffer(product: "payments", provider: "none", clientTypes: types)
        await #expect(throws: RegistrationError.providerUnknown(name: "none")) {
            try await registrar.offer(offer)
        }
        try await clients.shutdown()
    }

    @Test("Of client credentials the identifier, the scopes and the method are shown, and of settings no statement")
    func shown() {
        var settings = ProviderSettings()
        settings.softwareStatement = "statement-canary"
        settings.connection.tls.clientKeyFile = "/etc/key.pem"
        let provider = Provider(
            name: "idp", address: "https://idp.example",
            initialAccess: .clientCredentials(id: "a", secret: Secret("canary"), scopes: ["dcr"], method: .post),
            settings: settings)
        #expect(
            provider.shownInitialAccess == [
                "kind": .string("client_credentials"), "client_id": .string("a"), "scopes": .strings(["dcr"]),
                "token_endpoint_auth_method": .string("client_secret_post"),
            ])
        #expect(
            provider.shownSettings == [
                "client_key_file": .string("/etc/key.pem"), "software_statement": .string(Secret.redacted),
            ])
    }

    @Test("A file that holds no certificates is named when the provider is added")
    func missingAuthority() async throws {
        let clients = OutboundClients()
        let registrar = Registrar(
            store: try SQLiteClientStore.inMemory(),
            configuration: Registrar.Configuration(
                sealer: SecretSealer(current: try SealingKey(id: "k", bytes: [UInt8](repeating: 3, count: 32))),
                network: OutboundNetwork(clients: clients, logger: Logger(label: "registrar")),
                scopes: { RegistrarFixture.catalogueScopes }))
        var settings = ProviderSettings()
        settings.connection.tls.authorityFile = "/nowhere/authority.pem"
        do {
            try await registrar.addProvider(
                Provider(name: "idp", address: "https://127.0.0.1:1", settings: settings))
            Issue.record("a provider was reached without the authority that it names")
        } catch {
            guard case .discoveryFailed("idp", .unavailable(_, let attempts)) = error else { throw error }
            #expect(attempts.allSatisfy { $0.contains("/nowhere/authority.pem") }, "\(attempts)")
        }
        try await clients.shutdown()
    }
}
