import Testing

@testable import TollgateRegistrar

@Suite("The check of items")
struct ImportCheckTests {
    @Test("An owner that no application can have is found before anything is done", arguments: ["", "a\u{1B}[31mb"])
    func owner(_ owner: String) async throws {
        let fixture = try await AccessFixture()
        var item = ClientImportItem(key: "a", application: "Shop", owner: owner, product: "payments", plan: "free")
        #expect(try await fixture.registrar.checkImport([item])[0]?.contains("an owner of 1 to 200") == true)
        item.owner = "ann"
        #expect(try await fixture.registrar.checkImport([item]).isEmpty)
    }

    /// CWE-176: owners, names and keys that are canonically equivalent, and not the same.
    @Test("Owners, applications and keys are told apart by their bytes")
    func exactNames() async throws {
        let fixture = try await AccessFixture(automatic: false)
        let names = ["jos\u{E9}", "jose\u{301}"]
        #expect(names[0] == names[1])
        let items = [(0, 0, 0), (1, 1, 0), (2, 0, 1)].map { key, owner, name in
            ClientImportItem(
                key: key == 2 ? names[1] : key == 1 ? names[0] : "k", application: names[name], owner: names[owner],
                product: "payments", plan: "free")
        }
        #expect(try await fixture.registrar.checkImport(items).isEmpty)
        for number in items.indices {
            fixture.answer("product_payments free_plan", id: "c-\(number)")
        }
        var failures: [RegistrationError] = []
        try await fixture.registrar.importClients(items, by: "ann") { _, outcome in
            if case .failure(let error) = outcome { failures.append(error) }
        }
        #expect(failures.isEmpty)
        let made = try await fixture.registrar.applications().filter { $0.name != "Acme" }
        #expect(made.map { Array($0.owner.utf8) } == items.map { Array($0.owner.utf8) })
        #expect(try await fixture.store.clients().count == 3)
    }
}
