import Testing
import TollgateCatalogue
import TollgateTesting

@testable import Tollgate

@Suite("A reload loses no keys that it need not lose")
struct KeyReloadTests {
    @Test("New times of fetching are gone by at once, with the old keys")
    func keepsKeys() throws {
        let test = try TestGate.unlimited()
        let token = test.forge.token(payload: TokenClaims().json)
        #expect(try test.rejection(token) == nil)
        var catalogue = test.gate.catalogue.source
        catalogue.issuers[0].refresh = KeyRefreshSettings(intervalSeconds: 60, maximumStaleSeconds: 100)
        try test.gate.reload(catalogue)
        #expect(try test.rejection(token) == nil)
        #expect(test.gate.keys.statuses(at: test.clock.instant)[0].timeToNextFetch == .seconds(60))
        test.clock.advance(by: .seconds(100))
        #expect(try test.rejection(token) == nil)
        test.clock.advance(by: .nanoseconds(1))
        #expect(try test.rejection(token) == .keysUnavailable)
    }

    @Test("A longer interval begins with the next fetch, and a back-off is not cut short")
    func keepsPlans() throws {
        let test = try TestGate.unlimited()
        var catalogue = test.gate.catalogue.source
        catalogue.issuers[0].refresh.intervalSeconds = 86_400
        try test.gate.reload(catalogue)
        let planned = test.gate.keys.statuses(at: test.clock.instant)[0].timeToNextFetch
        #expect(planned.map { $0 <= .seconds(600) } == true)
        for _ in 0..<8 { test.gate.keys.fetchFailed(issuer: test.slots[0], reason: "refused", at: test.clock.instant) }
        catalogue.issuers[0].refresh.intervalSeconds = 1
        try test.gate.reload(catalogue)
        let retry = test.gate.keys.statuses(at: test.clock.instant)[0].timeToNextFetch
        #expect(retry.map { $0 >= .seconds(45) } == true)
    }

    @Test("After a reload that takes an issuer out and adds others, keys are installed for the issuer that is meant")
    func installsForTheRightIssuer() throws {
        func issuer(_ name: String) -> Issuer {
            Issuer(name: name, issuer: "https://\(name).example", audiences: .any)
        }
        let test = try TestGate.unlimited(hasKeys: false) {
            $0.issuers = [issuer("gone"), $0.issuers[0]]
        }
        let portal = test.slots[1]
        var catalogue = test.gate.catalogue.source
        catalogue.issuers = [issuer("b"), issuer("a"), catalogue.issuers[1], issuer("c")]
        try test.gate.reload(catalogue)
        #expect(test.slots[2] == portal)
        #expect(Set(test.slots).count == 4)
        for (issuer, slot) in zip(catalogue.issuers, test.slots) {
            #expect(test.gate.keys.slot(ofIssuer: issuer.name) == slot)
            #expect(test.gate.keys.issuer(at: slot)?.name == issuer.name)
        }
        let token = test.forge.token(payload: TokenClaims().json)
        for place in [0, 1, 3] { try test.install(keys: [test.forge.webKey], issuer: place) }
        #expect(try test.rejection(token) != nil)
        let usable = test.gate.keys.statuses(at: test.clock.instant).filter(\.isUsable).map(\.issuer)
        #expect(Set(usable) == ["a", "b", "c"])
        try test.install(keys: [test.forge.webKey], issuer: 2)
        #expect(try test.rejection(token) == nil)
        // A fetch that ends after its issuer was taken out changes nothing.
        try test.gate.reload(TestCatalogue.payments())
        let set = try KeySet(json: Array(TokenForge.keySet(try Forge.other.get()).utf8))
        test.gate.keys.install(set, issuer: portal, at: test.clock.instant)
        let left = test.gate.keys.statuses(at: test.clock.instant)
        #expect(left.map(\.issuer) == ["portal"])
        #expect(left.first?.keySet?.entries.map(\.keyID) == ["key-2"])
    }

    @Test("A test gate gives every issuer its keys, also after a reload that adds and removes issuers")
    func installsForAll() throws {
        let test = try TestGate.unlimited()
        var catalogue = test.gate.catalogue.source
        for name in ["a", "b"] {
            catalogue.issuers.insert(
                Issuer(name: name, issuer: "https://\(name).example", audiences: .any), at: 0)
        }
        try test.gate.reload(catalogue)
        try test.install(try Forge.other.get())
        let statuses = test.gate.keys.statuses(at: test.clock.instant)
        #expect(statuses.count == 3)
        #expect(statuses.allSatisfy { $0.keySet?.entries.map(\.keyID) == ["key-2"] })
    }

    @Test("Keys that came over connections with other trust are not kept")
    func forgetsUntrustedKeys() throws {
        let test = try TestGate.unlimited()
        let token = test.forge.token(payload: TokenClaims().json)
        #expect(try test.rejection(token) == nil)
        var catalogue = test.gate.catalogue.source
        catalogue.issuers[0].connection.tls.authorityFile = "authority.pem"
        try test.gate.reload(catalogue)
        #expect(try test.rejection(token) != nil)
    }
}
