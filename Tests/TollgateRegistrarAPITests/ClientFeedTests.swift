import Hummingbird
import Synchronization
import Testing
import TollgateCatalogue
import TollgateClientFeed
import TollgateRegistrar
import TollgateSQLite
import TollgateTesting

@testable import TollgateRegistrarAPI

@Suite("The feed of clients", .timeLimit(.minutes(15)))
struct ClientFeedTests {
    /// What products and plans stand for, and how often that was asked: once with each look at the records.
    private final class Grants: Sendable {
        private let state = Mutex((scopes: CatalogueScopes(AdminSite.catalogue), looks: 0))

        var looks: Int { state.withLock { $0.looks } }

        func now() -> CatalogueScopes {
            state.withLock { state in
                state.looks += 1
                return state.scopes
            }
        }

        func change(_ edit: (inout CatalogueScopes) -> Void) { state.withLock { edit(&$0.scopes) } }
    }

    private let grants = Grants()
    private let store: SQLiteClientStore

    init() throws {
        store = try SQLiteClientStore.inMemory()
    }

    /// A registrar over the store, as a process has it that was started again.
    private func registrar() throws -> Registrar {
        let provider = EchoProvider()
        return Registrar(
            store: store,
            configuration: Registrar.Configuration(
                sealer: SecretSealer(current: try SealingKey(id: "k", bytes: [UInt8](repeating: 3, count: 32))),
                network: SingleNetwork(transport: provider, source: provider), scopes: { [grants] in grants.now() },
                now: { 1_700_000_000 }))
    }

    private func withClient() async throws -> (Registrar, IssuedCredential) {
        let registrar = try registrar()
        try await registrar.addProvider(Provider(name: "idp", address: "https://idp.example"))
        return (
            registrar,
            try await registrar.register(application: "A", product: "payments", plan: "free", provider: "idp")
        )
    }

    private static func id(of text: String) throws -> String {
        let line = try #require(text.split(separator: "\n").last { $0.hasPrefix("id: ") })
        return String(line.dropFirst(4))
    }

    @Test(
        "A gate gets every client, then each change, a deletion before the provider is asked, and resumes where it was")
    func follows() async throws {
        let (registrar, client) = try await withClient()
        var cursor = try await RegistrarFeedCursor(RegistrarLedger(registrar), lastEventID: nil)
        let first = try await cursor.next()
        #expect(first.hasPrefix("event: reset\ndata: {}\n\nevent: client\n"))
        #expect(first.contains(#""client_id":"c-1","grants":[{"scopes":["product_payments","free_plan"]}]"#))
        #expect(first.contains(#""state":"active""#))
        #expect(first.contains("event: complete\n"))
        #expect(try await cursor.next().isEmpty)

        _ = try await registrar.update(client.recordID, ClientChanges(plan: "gold"))
        let upgrade = try await cursor.next()
        #expect(upgrade.contains("gold_plan"))
        var resumed = try await RegistrarFeedCursor(RegistrarLedger(registrar), lastEventID: try Self.id(of: first))
        #expect(try await resumed.next() == upgrade)
        #expect(try Self.id(of: upgrade) == resumed.position.description)

        _ = try await registrar.delete(client.recordID)
        #expect(
            try await cursor.next().contains(
                #""confirmed_at":1700000000,"grants":[],"issuer":"https://keycloak.example.com/realms/my-realm","#
                    + #""sequence":5,"state":"deleted""#))
    }

    @Test("What is not news to a gate is not told again: a secret that was shown, a change of redirect URIs")
    func tellsOnlyNews() async throws {
        let (registrar, client) = try await withClient()
        var cursor = try await RegistrarFeedCursor(RegistrarLedger(registrar), lastEventID: nil)
        #expect(try await cursor.next().contains("c-1"))
        _ = try await registrar.revealSecret(client.recordID)
        _ = try await registrar.update(client.recordID, ClientChanges(metadata: ["contacts": .strings(["a"])]))
        #expect(try await cursor.next().isEmpty)
    }

    @Test(
        "A number that is of another database, or none, is answered with the complete list",
        arguments: [
            "99", "0", "-1", "x", "", "-", "1-2-3", "GENERATION-99", "GENERATION-2", "GENERATION-99-1",
            "GENERATION-0-0", "GENERATION-2--1", "GENERATION-2-1", "GENERATION-2-MARK-0-3", "GENERATION-2-MARK-1-1",
            "GENERATION-2-MARK-0", "0-2-MARK", "GENERATION-2-MARK-0-2-1",
        ])
    func unknownPlace(id: String) async throws {
        let (registrar, _) = try await withClient()
        let generation = grants.now().fingerprint
        let mark = try await registrar.lastChange().mark
        let id = id.replacing("GENERATION", with: generation).replacing("MARK", with: "\(mark)")
        var cursor = try await RegistrarFeedCursor(RegistrarLedger(registrar), lastEventID: id)
        let text = try await cursor.next()
        #expect(text.hasPrefix("event: reset\n"))
        #expect(text.hasSuffix("id: \(generation)-2-\(mark)\nevent: complete\ndata: {}\n\n"))
    }

    @Test("Where a plan comes to stand for something else, a gate that follows is told every client again")
    func changedPlan() async throws {
        let (registrar, _) = try await withClient()
        var cursor = try await RegistrarFeedCursor(RegistrarLedger(registrar), lastEventID: nil)
        let old = try Self.id(of: try await cursor.next())
        grants.change { $0.planScopes["free"] = ["cheap_plan"] }
        let again = try await cursor.next()
        #expect(again.contains(#"{"scopes":["product_payments","cheap_plan"]}"#))
        #expect(!again.contains("reset"))
        let new = try Self.id(of: again)
        #expect(new != old)

        // Another process with the same file goes on; with what the gate knew before, everything is told.
        var resumed = try await RegistrarFeedCursor(RegistrarLedger(try self.registrar()), lastEventID: new)
        #expect(try await resumed.next().isEmpty)
        var late = try await RegistrarFeedCursor(RegistrarLedger(try self.registrar()), lastEventID: old)
        #expect(try await late.next().hasPrefix("event: reset\n"))
        // The old file is back: what the gate knew is true again.
        grants.change { $0.planScopes["free"] = ["free_plan"] }
        var back = try await RegistrarFeedCursor(RegistrarLedger(try self.registrar()), lastEventID: old)
        #expect(try await back.next().isEmpty)
    }

    @Test("A list during which a plan changes begins anew")
    func changedDuringTheList() async throws {
        let (registrar, _) = try await withClient()
        for number in 0..<500 { try await begin("r-\(number)") }
        var cursor = try await RegistrarFeedCursor(RegistrarLedger(registrar), lastEventID: nil)
        #expect(try await cursor.next().contains("free_plan"))
        #expect(!cursor.hasCaughtUp)
        grants.change { $0.planScopes["free"] = ["cheap_plan"] }
        var text = ""
        repeat { text += try await cursor.next() } while !cursor.hasCaughtUp
        #expect(text.hasPrefix("event: reset\n"))
        #expect(text.contains("cheap_plan") && text.contains("event: complete\n"))
    }

    @Test("For a plan that the catalogue does not have any more a client is granted nothing, which is said")
    func missingPlan() async throws {
        let (registrar, _) = try await withClient()
        #expect(try await registrar.orphanedSubscriptions().isEmpty)
        grants.change { $0.planScopes["free"] = nil }
        var cursor = try await RegistrarFeedCursor(RegistrarLedger(registrar), lastEventID: nil)
        #expect(try await cursor.next().contains(#""client_id":"c-1","grants":[],"#))
        let missing = try await registrar.orphanedSubscriptions()
        #expect(missing.map(\.clients) == [1])
        #expect(
            missing.first?.description.hasPrefix(
                "1 client is granted nothing for the product `payments` on the plan `free`: ") == true)
        #expect(missing.first?.description.contains("gold") == true)
        let findings = try await registrar.reconcile(comparing: false)
        #expect(findings.map(\.outcome) == [.needsAttention])
    }

    @Test("A hundred gates have the records looked at as often as one, and each gets the change")
    func sharesLooks() async throws {
        let (registrar, client) = try await withClient()
        let clock = ManualClock()
        let hub = ClientFeedHub(clock: clock)
        var gates: [(cursor: RegistrarFeedCursor, batches: AsyncStream<ClientFeedBatch<CatalogueScopes>>)] = []
        for _ in 0..<100 {
            let batches = await hub.follow()
            var cursor = try await RegistrarFeedCursor(RegistrarLedger(registrar), lastEventID: nil)
            _ = try await cursor.next()
            await hub.hasCaughtUp(cursor)
            gates.append((cursor, batches))
        }
        _ = try await registrar.update(client.recordID, ClientChanges(plan: "gold"))
        let looks = grants.looks
        try await Self.pass(ClientFeedHub.pause, on: clock)
        for gate in gates {
            var cursor = gate.cursor
            let batch = try #require(await Self.first(of: gate.batches))
            #expect(cursor.take(batch)?.contains("gold_plan") == true)
        }
        // Another look may have begun.
        #expect(grants.looks - looks <= 2)
    }

    @Test("Of a gate that is slow one batch is kept; it then reads what it has missed")
    func slowGate() async throws {
        let (registrar, client) = try await withClient()
        let clock = ManualClock()
        let hub = ClientFeedHub(clock: clock)
        let slow = await hub.follow()
        let quick = await hub.follow()
        var cursor = try await RegistrarFeedCursor(RegistrarLedger(registrar), lastEventID: nil)
        _ = try await cursor.next()
        await hub.hasCaughtUp(cursor)
        for plan in ["gold", "free", "gold"] {
            _ = try await registrar.update(client.recordID, ClientChanges(plan: plan))
            try await Self.pass(ClientFeedHub.pause, on: clock)
            _ = try #require(await Self.first(of: quick))
        }
        let batch = try #require(await Self.first(of: slow))
        #expect(cursor.take(batch) == nil)
        #expect(try await cursor.next().contains("gold_plan"))
        #expect(cursor.take(batch)?.isEmpty == true)
    }

    @Test("Where nothing changes a sign of life comes every 15 s, and nobody is looked after who has left")
    func signOfLife() async throws {
        let (registrar, _) = try await withClient()
        let clock = ManualClock()
        let hub = ClientFeedHub(clock: clock)
        let following = await hub.follow()
        var cursor = try await RegistrarFeedCursor(RegistrarLedger(registrar), lastEventID: nil)
        _ = try await cursor.next()
        await hub.hasCaughtUp(cursor)
        let reading = Task { await Self.all(of: following) { $0.start == $0.end } }
        for _ in 0..<60 { try await Self.pass(ClientFeedHub.pause, on: clock) }
        reading.cancel()
        #expect(await reading.value)
        while await hub.followerCount > 0 { await Task.yield() }
        while clock.sleeperCount > 0 {
            clock.advance(by: ClientFeedHub.pause)
            await Task.yield()
        }
    }

    @Test("A gateway whose token is deleted is told nothing more")
    func deletedToken() async throws {
        let (registrar, client) = try await withClient()
        let token = APIToken.make(role: .gateway, owner: "edge", now: 1).stored
        try await store.insert(token)
        let clock = ManualClock()
        let routes = ClientFeedRoutes(registrar: registrar, store: store, hub: ClientFeedHub(clock: clock))
        let written = WrittenBody()
        let cursor = try await RegistrarFeedCursor(RegistrarLedger(registrar), lastEventID: nil)
        let following = Task {
            var writer: any ResponseBodyWriter = written.writer
            try await routes.write(cursor, for: Principal(token), to: &writer)
        }
        while !written.text.contains("event: complete") { await Task.yield() }
        _ = try await registrar.update(client.recordID, ClientChanges(plan: "gold"))
        while !written.text.contains("gold_plan") {
            clock.advance(by: ClientFeedHub.pause)
            await Task.yield()
        }
        try await store.deleteToken(id: token.id)
        _ = try await registrar.delete(client.recordID)
        while !written.isFinished {
            clock.advance(by: ClientFeedHub.pause)
            await Task.yield()
        }
        try await following.value
        #expect(!written.text.contains("deleted"))
    }

    private static func first(of batches: AsyncStream<ClientFeedBatch<CatalogueScopes>>) async -> ClientFeedBatch<
        CatalogueScopes
    >? {
        for await batch in batches { return batch }
        return nil
    }

    /// Whether there was a batch, and each was like this, until the task was cancelled.
    private static func all(
        of batches: AsyncStream<ClientFeedBatch<CatalogueScopes>>,
        _ isLikeThis: (ClientFeedBatch<CatalogueScopes>) -> Bool
    ) async -> Bool {
        var count = 0
        for await batch in batches {
            guard isLikeThis(batch) else { return false }
            count += 1
        }
        return count > 0
    }

    /// Lets time pass once somebody waits for it.
    private static func pass(_ duration: Duration, on clock: ManualClock) async throws {
        try await clock.waitForSleepers()
        clock.advance(by: duration)
        try await clock.waitForSleepers()
    }

    /// A record of which there is nothing to say yet.
    private func begin(_ id: String) async throws {
        let settings = ClientSettings(
            application: "A", subscriptions: [Subscription(id: id, product: "payments", plan: "free")], scopes: [],
            clientType: .backend, redirectURIs: [])
        try await store.begin(
            ClientRecord(
                id: id, operationID: id, provider: "idp", issuer: "https://idp.example", settings: settings,
                createdAt: 1,
                updatedAt: 1))
    }
}
