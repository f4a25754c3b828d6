import HostileAnswers
import ServerTesting
import Testing
import Tollgate
import TollgateCatalogue
import TollgateTesting

@Suite("Tokens follow the keys that a key server publishes", .realServers, .timeLimit(.minutes(5)))
struct KeyChangeTests {
    private static let rotated = Result { try TokenForge(keyID: "key-2") }

    private func serve(_ keys: String...) -> KeyServer.Behaviour {
        .serve("{\"keys\":[\(keys.joined(separator: ","))]}")
    }

    /// Runs `body` in a world whose keys are loaded.
    private func run(
        _ first: KeyServer.Behaviour, refresh: KeyRefreshSettings = KeyRefreshSettings(),
        _ body: @escaping @Sendable (FaultWorld) async throws -> Void
    ) async throws {
        try await KeyServer.run(first) { server in
            try await FaultWorld.run(server, refresh: refresh) { world in
                try await world.eventually("there are keys") { world.status.isUsable }
                try await world.settled()
                try await body(world)
            }
        }
    }

    /// Lets time pass until the next scheduled fetch, and waits for it.
    private func fetch(_ world: FaultWorld) async throws {
        let requests = world.server.requests
        world.clock.advance(by: world.status.timeToNextFetch ?? .zero)
        try await world.eventually("a fetch has been made") { world.server.requests == requests + 1 }
        try await world.settled()
    }

    @Test("A rotation that was announced turns no token away and causes no fetch of its own")
    func followsAnnouncedRotation() async throws {
        let (old, new) = (try TokenForge.shared.get(), try Self.rotated.get())
        try await run(serve(old.webKey)) { world in
            try await world.server.become(serve(old.webKey, new.webKey))
            try await fetch(world)
            #expect(world.server.requests == 2)
            for forge in [old, new] { #expect(try await world.rejection(forge) == nil) }
            #expect(world.server.requests == 2)
        }
    }

    @Test(
        "A rotation out of the blue turns no good token away once a cooldown has passed, with one fetch",
        arguments: [5, 30, 60] as [Int64])
    func followsUnannouncedRotation(cooldown: Int64) async throws {
        let forges = [try Self.rotated.get(), try TokenForge.shared.get()]
        try await run(
            serve(forges[1].webKey), refresh: KeyRefreshSettings(intervalSeconds: 86_400, cooldownSeconds: cooldown)
        ) { world in
            for round in 0..<4 {
                let forge = forges[round % 2]
                try await world.server.become(serve(forge.webKey))
                let requests = world.server.requests
                // Many requests with the new key at once.
                let rejections = try await withThrowingTaskGroup(of: Rejection?.self) { group in
                    for _ in 0..<20 { group.addTask { try await world.rejection(forge) } }
                    return try await group.reduce(into: [Rejection]()) { all, one in if let one { all.append(one) } }
                }
                #expect(rejections.isEmpty)
                #expect(world.server.requests == requests + 1)
                try await world.pass(.seconds(cooldown))
            }
        }
    }

    @Test("Within a cooldown a new key waits for its end, and no further fetch is made")
    func keepsTheCooldown() async throws {
        let (old, new) = (try TokenForge.shared.get(), try Self.rotated.get())
        try await run(serve(old.webKey)) { world in
            #expect(try await world.rejection(new) == .keyUnknown)
            try await world.server.become(serve(new.webKey))
            try await world.pass(.seconds(30) - .nanoseconds(1))
            #expect(try await world.rejection(new) == .keyUnknown)
            #expect(world.server.requests == 2)
            try await world.pass(.nanoseconds(1))
            #expect(try await world.rejection(new) == nil)
            #expect(world.server.requests == 3)
        }
    }

    @Test("The tokens of a key that was removed, remembered ones too, are rejected from the next refresh on")
    func forgetsRemovedKeys() async throws {
        let (old, new) = (try TokenForge.shared.get(), try Self.rotated.get())
        let refresh = KeyRefreshSettings(intervalSeconds: 120)
        try await run(serve(old.webKey), refresh: refresh) { world in
            let claims = TokenClaims(now: world.clock.instant.unixSeconds)
            let token = old.token(payload: claims.json)
            for _ in 0..<2 { #expect(try await world.rejection(token) == nil) }
            #expect(world.gate.tokenCacheStatistics.hits == 1)
            try await world.server.become(serve(new.webKey))
            try await fetch(world)
            #expect(try await world.rejection(token) == .keyUnknown)
            #expect(try await world.rejection(old) == .keyUnknown)
        }
    }

    @Test("A set with keys of every other kind beside a good one: the good one works, and the others are told")
    func skipsOtherKeys() async throws {
        let (good, small, nameless) = (
            try TokenForge.shared.get(), "AQ" + String(repeating: "A", count: 169), try Self.rotated.get()
        )
        let numbers = good.webKey.split(separator: ",").suffix(2).joined(separator: ",").dropLast()
        let namelessKey = nameless.webKey.replacing("\"kid\":\"key-2\",", with: "")
        let keys = [
            "{\"kty\":\"RSA\",\"use\":\"enc\",\"alg\":\"RSA-OAEP\",\"kid\":\"enc\",\(numbers)}",
            "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"ec\",\"x\":\"AQAB\",\"y\":\"AQAB\"}",
            "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"ed\",\"x\":\"AQAB\"}",
            "{\"kty\":\"AKP\",\"alg\":\"ML-DSA-65\",\"kid\":\"ml-dsa\",\"pub\":\"AQAB\"}",
            "{\"kty\":\"RSA\",\"kid\":\"small\",\"e\":\"AQAB\",\"n\":\"\(small)\"}",
            namelessKey, good.webKey,
        ]
        try await run(.serve("{\"keys\":[\(keys.joined(separator: ","))]}")) { world in
            #expect(try await world.rejection(good) == nil)
            let keySet = try #require(world.status.keySet)
            #expect(keySet.entries.map(\.keyID) == [nil, good.keyID])
            #expect(
                keySet.skipped.map { "\($0.keyID ?? ""): \($0.reason.rawValue)" } == [
                    "enc: use", "ec: key_type", "ed: key_type", "ml-dsa: key_type", "small: modulus_size",
                ])
        }
    }

    @Test("Keys that could not be refreshed for max_stale are used no more, until they can be")
    func failsClosed() async throws {
        let forge = try TokenForge.shared.get()
        let refresh = KeyRefreshSettings(intervalSeconds: 60, maximumStaleSeconds: 3_600)
        try await run(serve(forge.webKey), refresh: refresh) { world in
            try await world.server.become(.fail(.status500))
            try await world.pass(.seconds(3_600))
            #expect(try await world.rejection(forge) == nil)
            try await world.pass(.nanoseconds(1))
            #expect(try await world.rejection(forge) == .keysUnavailable)
            #expect(!world.status.isUsable)
            try await world.pass(.seconds(60))
            // From then on a fetch begins each second.
            try await world.server.become(serve(forge.webKey))
            try await world.pass(.seconds(1))
            #expect(try await world.rejection(forge) == nil)
        }
    }
}
