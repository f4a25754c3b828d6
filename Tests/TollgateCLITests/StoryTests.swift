import LogTesting
import ServerTesting
import Testing
import TollgateCatalogue
import TollgateIssuer
import TollgateOutbound
import TollgateRegistrar

@testable import TollgateCLI

@Suite("The story comes true with different identity providers", .realServers, .serialized, .timeLimit(.minutes(5)))
struct StoryTests {
    @Test("With the embedded issuer every step answers as it should, and no secret is told")
    func embeddedIssuer() async throws {
        let initialAccessToken = "an-initial-access-token"
        let issuer = try EmbeddedIssuer(
            configuration: IssuerConfiguration(
                realm: "DCR", scopes: ["product_payments", "free_plan"], initialAccessToken: initialAccessToken))
        try await LoopbackServer.start(issuer)
        let teller = StoryTeller()
        try await OutboundClient.with { client in
            try await teller.tell(
                provider: Provider(
                    name: "portal", driver: .keycloak, address: issuer.discoveryURL,
                    initialAccess: .token(Secret(initialAccessToken))),
                issuer: issuer.issuer, profile: .keycloak, client: client,
                rotateKeys: { try issuer.rotateKeys() })
        }
        #expect(teller.told.contains("12. The client is deleted"))
        #expect(teller.told.contains("Retry-After: 1"))
        #expect(!teller.told.contains(initialAccessToken))
        // Neither a whole token nor a client secret, which has 32 hexadecimal digits.
        #expect(!teller.told.contains(/eyJ[\w-]{20,}/))
        #expect(!teller.told.contains(/\b[0-9a-f]{32}\b/))
    }

    @Test(
        "With a real Glewlwyd, which departs from the RFCs in many ways, every step answers as it should",
        .enabled(if: GlewlwydServer.isInstalled, "\(GlewlwydServer.reasonForSkipping)"))
    func glewlwyd() async throws {
        try await OutboundClient.with { client in
            let server = try await GlewlwydServer.start(outbound: client)
            defer { server.stop() }
            let teller = StoryTeller()
            try await teller.tell(
                provider: Provider(
                    name: "portal", driver: .glewlwyd, address: server.issuer,
                    initialAccess: .clientCredentials(
                        id: server.registrarID, secret: Secret(server.registrarSecret), scopes: ["register_client"],
                        method: .basic)),
                issuer: server.issuer, profile: .generic, client: client,
                rotateKeys: { try await server.rotateKeys() })
            #expect(teller.told.contains("12. The client is deleted"))
            #expect(teller.told.contains("scopes that it was not registered with"))
        }
    }

    @Test("A step that goes wrong is named, with what was expected and what came")
    func namesTheStep() async throws {
        try await OutboundClient.with { client in
            let teller = StoryTeller()
            do {
                try await teller.tell(
                    provider: Provider(name: "portal", address: "http://127.0.0.1:1/realms/DCR"),
                    issuer: "http://127.0.0.1:1/realms/DCR", profile: .keycloak, client: client, rotateKeys: {})
                Issue.record("the story came true without a provider")
            } catch let failure as StoryFailure {
                #expect(failure.step == "The identity provider is added to the registrar")
                #expect(failure.found.contains("connection refused"))
            }
        }
    }
}
