import HTTPTypes
import Testing
import TollgateRegistrar
import TollgateSQLite

@testable import TollgateAdmin

@Suite("The feed of clients")
struct ClientFeedTests {
    private static func registrar(_ provider: EchoProvider) async throws -> Registrar {
        let registrar = Registrar(
            store: try SQLiteClientStore.inMemory(),
            sealer: SecretSealer(current: try SealingKey(id: "k", bytes: [UInt8](repeating: 3, count: 32))),
            transport: provider, discovery: provider, scopes: { GrantableScopes(AdminSite.catalogue) })
        try await registrar.addProvider(Provider(name: "idp", address: "https://idp.example"))
        return registrar
    }

    @Test(
        "A gate gets every client, then each change, a deletion before the provider is asked, and resumes where it was")
    func follows() async throws {
        let registrar = try await Self.registrar(EchoProvider())
        let client = try await registrar.register(application: "A", product: "payments", plan: "free", provider: "idp")
        var cursor = try await ClientFeedCursor(registrar, lastEventID: nil)
        let first = try await cursor.poll()
        #expect(first.hasPrefix("event: reset\ndata: {}\n\nevent: client\n"))
        #expect(first.contains(#""client_id":"c-1","grants":[{"scopes":["product_payments","free_plan"]}]"#))
        #expect(first.contains(#""state":"active""#))
        #expect(first.contains("event: complete\n"))
        #expect(try await cursor.poll().isEmpty)
        let id = try #require(first.split(separator: "id: ").last?.split(separator: "\n").first)

        _ = try await registrar.update(client.recordID, ClientChanges(plan: "gold"))
        let upgrade = try await cursor.poll()
        #expect(upgrade.contains("gold_plan"))
        var resumed = try await ClientFeedCursor(registrar, lastEventID: String(id))
        #expect(try await resumed.poll() == upgrade)

        _ = try await registrar.delete(client.recordID)
        #expect(
            try await cursor.poll().contains(
                #""grants":[],"issuer":"https://keycloak.example.com/realms/my-realm","state":"deleted""#))
    }

    @Test("What is not news to a gate is not told again: a secret that was shown, a change that was refused")
    func tellsOnlyNews() async throws {
        let registrar = try await Self.registrar(EchoProvider())
        let client = try await registrar.register(application: "A", product: "payments", plan: "free", provider: "idp")
        var cursor = try await ClientFeedCursor(registrar, lastEventID: nil)
        #expect(try await cursor.poll().contains("c-1"))
        _ = try await registrar.revealSecret(client.recordID)
        _ = try await registrar.update(client.recordID, ClientChanges(metadata: ["contacts": .strings(["a"])]))
        #expect(try await cursor.poll().isEmpty)
    }

    @Test("A number from another database is answered with the complete list", arguments: ["99", "0", "-1", "x", ""])
    func unknownPlace(id: String) async throws {
        var cursor = try await ClientFeedCursor(try await Self.registrar(EchoProvider()), lastEventID: id)
        #expect(try await cursor.poll() == "event: reset\ndata: {}\n\nid: 0\nevent: complete\ndata: {}\n\n")
    }
}
