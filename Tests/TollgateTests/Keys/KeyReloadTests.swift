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
        for _ in 0..<8 { test.gate.keys.fetchFailed(issuer: 0, reason: "refused", at: test.clock.instant) }
        catalogue.issuers[0].refresh.intervalSeconds = 1
        try test.gate.reload(catalogue)
        let retry = test.gate.keys.statuses(at: test.clock.instant)[0].timeToNextFetch
        #expect(retry.map { $0 >= .seconds(45) } == true)
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
