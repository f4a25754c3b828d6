import HostileAnswers
import LogTesting
import Logging
import NIOSSL
import ServerTesting
import Testing
import TollgateCatalogue
import TollgateOutbound
import TollgateSQLite
import TollgateTesting

@testable import TollgateRegistrar

/// The registrar at real servers: over TLS, and at one that does not answer.
@Suite("Providers are reached as their settings say", .realServers, .timeLimit(.minutes(5)))
struct ProviderConnectionTests {
    private static let trust = TLSSettings(authorityFile: TLSFixture.path("authority"))

    private let log = CollectedLog()

    private func withRegistrar(
        clock: any Clock<Duration> = ContinuousClock(), _ body: (Registrar) async throws -> Void
    ) async throws {
        let clients = OutboundClients(environment: [:], clock: clock)
        let registrar = Registrar(
            store: try SQLiteClientStore.inMemory(),
            configuration: Registrar.Configuration(
                sealer: SecretSealer(current: try SealingKey(id: "k", bytes: [UInt8](repeating: 3, count: 32))),
                network: OutboundNetwork(clients: clients, logger: log.logger),
                scopes: { RegistrarFixture.catalogueScopes }))
        try await body(registrar)
        try await clients.shutdown()
    }

    private func provider(_ origin: String, _ tls: TLSSettings) -> Provider {
        Provider(
            name: "idp", driver: .keycloak, address: origin + "/realms/portal",
            initialAccess: .token(Secret("iat")),
            settings: ProviderSettings(connection: ConnectionSettings(tls: tls)))
    }

    private func register(_ registrar: Registrar) async throws -> IssuedCredential {
        try await registrar.register(application: "Acme", product: "payments", plan: "free", provider: "idp")
    }

    /// Why a provider cannot be added.
    private func failure(_ origin: String, _ tls: TLSSettings) async throws -> String {
        var description = ""
        try await withRegistrar { registrar in
            do throws(RegistrationError) {
                try await registrar.addProvider(provider(origin, tls))
                Issue.record("a provider was added that must not be trusted")
            } catch {
                #expect(error.code == "discovery_failed")
                description = error.description
            }
        }
        return description
    }

    @Test("With the provider's own authority a client lives its whole life; without, the certificate is what fails")
    func ownAuthority() async throws {
        let idp = KeycloakServer()
        try await ScriptedServer(provider: idp, tls: TLSFixture.server("server")).run { origin in
            #expect(origin.hasPrefix("https://"))
            try await withRegistrar { registrar in
                let profile = try await registrar.addProvider(provider(origin, Self.trust))
                #expect(profile.registrationEndpoint.hasPrefix(origin))
                let credential = try await register(registrar)
                #expect(idp.clients.all.map(\.id) == [credential.clientID])
                _ = try await registrar.update(credential.recordID, ClientChanges(plan: "gold"))
                #expect(try await registrar.reconcile().isEmpty)
                #expect(try await registrar.delete(credential.recordID) == .deleted)
                #expect(idp.clients.all.isEmpty)
            }
            let other = TLSSettings(authorityFile: TLSFixture.path("other-authority"))
            for tls in [TLSSettings(), other] {
                let reason = try await failure(origin, tls)
                #expect(reason.contains("its certificate has expired, or is from an authority that is not trusted"))
            }
            #expect(log.take().isEmpty)
        }
    }

    @Test("A provider that asks for a client certificate gets the one of its settings, and no other will do")
    func clientCertificate() async throws {
        let idp = KeycloakServer()
        let server = ScriptedServer(
            provider: idp, tls: try TLSFixture.server("server", asksForCertificate: true))
        try await server.run { origin in
            #expect(try await failure(origin, Self.trust).contains("asks for a client certificate"))
            var tls = Self.trust
            tls.clientCertificateFile = TLSFixture.path("other-client")
            tls.clientKeyFile = TLSFixture.path("other-client-key")
            #expect(try await failure(origin, tls).contains("does not trust the authority of the client certificate"))
            tls.clientCertificateFile = TLSFixture.path("client")
            tls.clientKeyFile = TLSFixture.path("client-key")
            let trusted = tls
            try await withRegistrar { registrar in
                try await registrar.addProvider(provider(origin, trusted))
                let credential = try await register(registrar)
                #expect(idp.clients.all.map(\.id) == [credential.clientID])
                #expect(try await registrar.delete(credential.recordID) == .deleted)
            }
        }
    }

    @Test("Without verification any certificate will do, and each single operation says so in the log")
    func skippedVerification() async throws {
        let idp = KeycloakServer()
        try await ScriptedServer(provider: idp, tls: TLSFixture.server("other-server")).run { origin in
            try await withRegistrar { registrar in
                func isWarned(_ operation: String) {
                    let lines = log.take()
                    #expect(!lines.isEmpty, "\(operation)")
                    #expect(
                        lines.allSatisfy { $0.contains("warning") && $0.contains("not verified") && $0.contains("idp") }
                    )
                }
                try await registrar.addProvider(provider(origin, TLSSettings(skipsVerification: true)))
                isWarned("add")
                let credential = try await register(registrar)
                isWarned("register")
                _ = try await registrar.update(credential.recordID, ClientChanges(plan: "gold"))
                isWarned("update")
                #expect(try await registrar.reconcile().isEmpty)
                isWarned("reconcile")
                _ = try await registrar.verifyProvider("idp")
                isWarned("verify")
                #expect(try await registrar.delete(credential.recordID) == .deleted)
                isWarned("delete")
            }
        }
    }

    @Test("A provider that does not answer is waited for five seconds, and the client is in doubt")
    func deadline() async throws {
        let (requests, asked) = AsyncStream.makeStream(of: Void.self)
        let port = try await RawServer.start { _ in
            asked.yield()
            return RawAnswer("", closes: false)
        }
        let clock = ManualClock()
        try await withRegistrar(clock: clock) { registrar in
            try await registrar.addProvider(
                Provider(name: "idp", driver: .httpBridge, address: "http://127.0.0.1:\(port)"))
            let registration = Task { try await register(registrar) }
            for await _ in requests { break }
            try await clock.waitForSleepers()
            clock.advance(by: .milliseconds(4_999))
            #expect(try await registrar.clients().map(\.state.name) == ["registering"])
            clock.advance(by: .milliseconds(1))
            do {
                _ = try await registration.value
                Issue.record("nobody answered")
            } catch let error as RegistrationError {
                #expect(error.code == "outcome_unknown")
                #expect(error.description.contains("within 5.0 seconds"))
            }
            #expect(try await registrar.clients().map(\.state.name) == ["in_doubt"])
        }
    }
}
