import Testing

@testable import TollgateRegistrar

@Suite("The check of orders")
struct OrderCheckTests {
    @Test("An owner that no application can have is found before anything is done", arguments: ["", "a\u{1B}[31mb"])
    func owner(_ owner: String) async throws {
        let fixture = try await AccessFixture()
        var order = ClientOrder(key: "a", application: "Shop", owner: owner, product: "payments", plan: "free")
        #expect(try await fixture.registrar.check([order])[0]?.contains("an owner of 1 to 200") == true)
        order.owner = "ann"
        #expect(try await fixture.registrar.check([order]).isEmpty)
    }
}
