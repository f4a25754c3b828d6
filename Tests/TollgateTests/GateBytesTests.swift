import Testing
import TollgateCatalogue
import TollgateTesting

@testable import Tollgate

@Suite("A request can be decided about by the bytes of its field, and its limits written as bytes")
struct GateBytesTests {
    private static let forge = Result { try TokenForge() }

    private func name(_ decision: Decision) -> String {
        switch decision {
        case .admit: "admit"
        case .reject(let rejection, _): rejection.code
        case .waiting: "awaiting"
        }
    }

    @Test("Bytes are read as a credential of the same value is")
    func decidesAlike() throws {
        let test = try TestGate(forge: Self.forge.get())
        let path = try RequestPath(target: "/payment-api/get")
        let api = try #require(test.gate.catalogue.api(for: path))
        let request = GateRequest(api: api, method: "GET", path: path)
        let good = test.forge.token(payload: TokenClaims().json)
        let long = String(repeating: "a", count: 9_000)
        for value in [
            "Bearer \(good)", "bearer  \(good)", "BEARER \(good)", "Bearer\t\(good)", "Bearer", "Bearer ", "Bearer   ",
            "", "Basic abc", "Basic a, Bearer \(good)", "Bearer \(good) x", "Bearer \(good),",
            "Bearer \(good), Bearer x",
            "Bearer a.b.c", "Bearer a.b.c=", "Bearer =", "Bearer ==", "Bearer \(long)", "Bearer \(long)!",
            "Bearer \(good)=", "Bearer \(good.dropLast())", "Bearers \(good)", "Bearer é", " Bearer \(good)",
            "Bearer \(good)\u{0}", "Bearer a~b+c/d",
        ] {
            // Each with a cold and a warm cache.
            for _ in 0..<2 {
                var expected = ""
                do throws(Rejection) {
                    expected = name(
                        test.gate.decide(try BearerCredential(authorization: value), request, at: test.clock.instant))
                } catch {
                    expected = error.code
                }
                let bytes = Array(value.utf8)
                let found = name(
                    test.gate.decide(authorization: bytes.span, request, at: test.clock.instant))
                test.clock.advance(by: .seconds(2))
                #expect(found == expected, "\(value.prefix(40).debugDescription)")
            }
        }
    }

    @Test("The limit fields of a pass are those of its report, at the moment of the decision")
    func writesAlike() throws {
        let rate = Limits(rate: .limited(requests: 5, seconds: 1))
        let both = Limits(rate: .limited(requests: 5, seconds: 1), quota: Quota("7/1d"))
        let quota = Limits(rate: .unlimited, quota: Quota("9/month"))
        for limits in [rate, both, quota, Limits(rate: .unlimited)] {
            var catalogue = TestCatalogue.payments()
            catalogue.policies[1].limits = limits
            let test = try TestGate(catalogue, forge: try Forge.shared.get())
            let path = try RequestPath(target: "/payment-api/get")
            let request = GateRequest(api: try #require(test.gate.catalogue.api(for: path)), method: "GET", path: path)
            let token = test.forge.token(payload: TokenClaims(now: test.clock.instant.unixSeconds).json)
            for _ in 0..<3 {
                let decision = test.gate.decide(
                    BearerCredential(token: Substring(token)), request, at: test.clock.instant)
                guard case .admit(let pass) = decision else {
                    Issue.record("\(decision)")
                    return
                }
                var written: [String] = []
                pass.forEachLimitField { written.append("\($0.name): \($1)") }
                let expected = pass.limits.headers(unixSeconds: test.clock.instant.unixSeconds)
                #expect(written == expected.map { "\($0.name): \($0.value)" })
                var bytes = Array("A".utf8)
                let ends = pass.appendLimitFields(to: &bytes)
                #expect(String(decoding: bytes, as: UTF8.self) == "A" + written.map { $0 + "\r\n" }.joined())
                #expect(ends == nil ? bytes.count == 1 : ends?[4] == bytes.count)
                for end in ends.map({ ends in ends.indices.map { ends[$0] } }) ?? [] {
                    #expect(bytes[..<end].suffix(2) == [0x0D, 0x0A])
                }
                pass.finish()
                test.clock.advance(by: .milliseconds(300))
            }
        }
    }

    @Test("Two tokens are of one client where client and issuer are the same, byte for byte")
    func comparesClients() {
        let one = Claims(issuer: "i", clientID: "jos\u{E9}", scopes: [])
        #expect(one.hasSameClient(as: Claims(issuer: "i", clientID: "jos\u{E9}", subject: "s", scopes: ["a"])))
        #expect(!one.hasSameClient(as: Claims(issuer: "j", clientID: "jos\u{E9}", scopes: [])))
        #expect(!one.hasSameClient(as: Claims(issuer: "i", clientID: "jose\u{301}", scopes: [])))
        #expect(one.withBytes(of: .client) { $0.count } == 5)
        #expect(one.withBytes(of: .subject) { $0.count } == nil)
    }
}
