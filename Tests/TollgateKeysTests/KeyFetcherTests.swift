import HostileAnswers
import Hummingbird
import LogTesting
import Logging
import NIOCore
import ServerTesting
import Testing
import Tollgate
import TollgateCatalogue
import TollgateTesting

@testable import TollgateKeys
@testable import TollgateOutbound

@Suite("Keys are fetched from a server that is not trusted", .realServers, .timeLimit(.minutes(5)))
struct KeyFetcherTests {
    private func withFetcher(
        clock: any Clock<Duration> = ContinuousClock(), _ body: (KeyFetcher) async throws -> Void
    ) async throws {
        let clients = OutboundClients(environment: [:], clock: clock)
        do {
            try await body(KeyFetcher(clients: clients))
        } catch {
            try await clients.shutdown()
            throw error
        }
        try await clients.shutdown()
    }

    private func error(of issuer: Issuer, _ fetcher: KeyFetcher) async -> KeyFetchError? {
        do {
            _ = try await fetcher.keys(of: issuer)
            return nil
        } catch {
            return error
        }
    }

    @Test("Discovery leads to the keys, and their max-age is told")
    func followsDiscovery() async throws {
        let keySet = TokenForge.keySet(try TokenForge.shared.get())
        try await HostileServer.run { request in
            let base = "http://\(request.head.authority ?? "")"
            return request.uri.path.hasSuffix("/openid-configuration")
                ? HostileServer.json("{\"issuer\":\"\(base)/realm\",\"jwks_uri\":\"\(base)/keys\"}")
                : HostileServer.json(keySet, headers: [.cacheControl: "public, max-age=120"])
        } _: { base in
            try await withFetcher { fetcher in
                let issuer = Issuer(name: "i", issuer: base + "/realm", audiences: .any)
                let result = try await fetcher.keys(of: issuer)
                #expect(result.keySet.entries.count == 1)
                #expect(result.maximumAgeSeconds == 120)
            }
        }
    }

    @Test("Metadata of another issuer is refused, and a difference in the last slash is named")
    func comparesTheIssuer() async throws {
        try await HostileServer.run { request in
            let base = "http://\(request.head.authority ?? "")"
            return HostileServer.json("{\"issuer\":\"\(base)/realm/\",\"jwks_uri\":\"\(base)/keys\"}")
        } _: { base in
            try await withFetcher { fetcher in
                let slash = await error(of: Issuer(name: "i", issuer: base + "/realm", audiences: .any), fetcher)
                #expect(slash == .discovery(.issuerMismatch(expected: base + "/realm", found: base + "/realm/")))
                #expect(slash?.description.contains("only the slash at the end") == true)
                let other = await error(of: Issuer(name: "i", issuer: base + "/other", audiences: .any), fetcher)
                #expect(other == .discovery(.issuerMismatch(expected: base + "/other", found: base + "/realm/")))
            }
        }
    }

    @Test("Redirects are not followed, errors are not keys, and a set without a usable key is refused")
    func refusesOtherAnswers() async throws {
        try await HostileServer.run { request in
            switch request.uri.path {
            case "/redirect": Response(status: .found, headers: [.location: "/keys"])
            case "/error": HostileServer.json("{\"keys\":[]}", status: .internalServerError)
            case "/empty": HostileServer.json("{\"keys\":[]}")
            default: HostileServer.json("<html>")
            }
        } _: { base in
            try await withFetcher { fetcher in
                func failure(_ path: String) async -> KeyFetchError? {
                    await error(
                        of: Issuer(name: "i", issuer: base, audiences: .any, keys: .urls([base + path])), fetcher)
                }
                #expect(await failure("/redirect") == .status(url: base + "/redirect", status: 302))
                #expect(await failure("/error") == .status(url: base + "/error", status: 500))
                #expect(await failure("/empty") == .unusable(place: base + "/empty", .noUsableKey(skipped: [])))
                #expect(await failure("/garbage") == .unusable(place: base + "/garbage", .malformed))
            }
        }
    }

    @Test("A body longer than 256 KiB is not read to its end")
    func boundsTheBody() async throws {
        try await HostileServer.run { _ in
            Response(
                status: .ok,
                body: ResponseBody { writer in
                    for _ in 0..<10_240 { try await writer.write(ByteBuffer(repeating: 0x20, count: 1_024)) }
                    try await writer.finish(nil)
                })
        } _: { base in
            try await withFetcher { fetcher in
                let issuer = Issuer(name: "i", issuer: base, audiences: .any, keys: .urls([base + "/keys"]))
                #expect(
                    await error(of: issuer, fetcher)
                        == .unavailable(.responseTooLarge(url: base + "/keys", limitBytes: 262_144)))
            }
        }
    }

    @Test("A server that sends its answer drop by drop is given up at the deadline")
    func boundsTheTime() async throws {
        try await HostileServer.run { _ in
            Response(
                status: .ok,
                body: ResponseBody { writer in
                    try await writer.write(ByteBuffer(string: "{"))
                    // Never ends by itself: the client has to hang up, and the test to cancel the server.
                    try await Task.sleep(for: .seconds(86_400))
                })
        } _: { base in
            let clock = ManualClock()
            try await withFetcher(clock: clock) { fetcher in
                var issuer = Issuer(name: "i", issuer: base, audiences: .any, keys: .urls([base + "/keys"]))
                issuer.refresh.timeoutSeconds = 3_600
                async let found = error(of: issuer, fetcher)
                try await clock.waitForSleepers(2)
                clock.advance(by: .seconds(3_600))
                #expect(await found == .timedOut(after: .seconds(3_600)))
            }
        }
    }

    @Test("An issuer that nobody answers for is told with what was tried")
    func saysWhatWasTried() async throws {
        try await withFetcher { fetcher in
            let found = await error(of: Issuer(name: "i", issuer: "http://127.0.0.1:1/realm", audiences: .any), fetcher)
            #expect(
                found?.description
                    == "the issuer http://127.0.0.1:1/realm does not answer; tried "
                    + "http://127.0.0.1:1/realm/.well-known/openid-configuration (connection refused) and "
                    + "http://127.0.0.1:1/.well-known/oauth-authorization-server/realm (connection refused)")
        }
    }

    @Test("Plain http is used to this machine only")
    func demandsHTTPS() async throws {
        try await withFetcher { fetcher in
            let issuer = Issuer(name: "i", issuer: "x", audiences: .any, keys: .urls(["http://idp.example/keys"]))
            #expect(await error(of: issuer, fetcher) == .unavailable(.insecureURL("http://idp.example/keys")))
        }
    }

    @Test("The service loads keys at the start, fetches once for an unknown key, and keeps old keys through failures")
    func refreshes() async throws {
        let first = try TokenForge.shared.get()
        let second = try TokenForge(keyID: "key-2")
        let served = ServedKeys(TokenForge.keySet(first))
        try await HostileServer.run { _ in
            guard let keys = await served.next() else { return HostileServer.json("", status: .serviceUnavailable) }
            return HostileServer.json(keys)
        } _: { base in
            let clock = ManualClock()
            try await withFetcher(clock: clock) { fetcher in
                var catalogue = TestCatalogue.payments()
                catalogue.issuers[0].keys = .urls([base + "/keys"])
                let gate = Gate(catalogue: try CompiledCatalogue(catalogue))
                let service = KeyRefreshService(
                    gate: gate, fetcher: fetcher,
                    logger: .silent, now: { clock.instant },
                    clock: clock)
                #expect(try await service.loadAll().isEmpty)
                let api = try #require(gate.catalogue.api(named: "payments"))
                let request = GateRequest(
                    api: api, method: "GET", path: try RequestPath(target: "/payment-api/get"))
                func isAdmitted(_ forge: TokenForge) async -> Bool {
                    let token = BearerCredential(token: Substring(forge.token(payload: TokenClaims().json)))
                    let decision = await gate.decision(
                        for: token, request, now: { clock.instant }, clock: clock)
                    if case .admit = decision { return true }
                    return false
                }
                let running = Task { try await service.run() }
                #expect(await isAdmitted(first))
                await served.serve(TokenForge.keySet(first, second))
                #expect(await isAdmitted(second))
                #expect(await served.count == 2)
                await served.serve(nil)
                clock.advance(by: .seconds(31))
                #expect(await !isAdmitted(try TokenForge(keyID: "key-3")))
                #expect(await isAdmitted(first))
                #expect(await isAdmitted(second))
                running.cancel()
                try await running.value
            }
        }
    }
}

/// What a server answers next, and how often it was asked.
actor ServedKeys {
    private var keys: String?
    private(set) var count = 0

    init(_ keys: String?) {
        self.keys = keys
    }

    func serve(_ keys: String?) {
        self.keys = keys
    }

    func next() -> String? {
        count += 1
        return keys
    }
}
