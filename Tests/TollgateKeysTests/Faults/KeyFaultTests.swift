import HostileAnswers
import ServerTesting
import Testing
import Tollgate
import TollgateCatalogue
import TollgateTesting

/// Rows 34 to 37 of the attack catalogue, against a server.
@Suite("Keys survive whatever a key server does", .realServers, .serialized, .timeLimit(.minutes(5)))
struct KeyFaultTests {
    private static let rotated = Result { try TokenForge(keyID: "key-2") }

    /// The keys of these forges, as the server serves them.
    private func serve(_ forges: TokenForge...) -> KeyServer.Behaviour {
        .serve("{\"keys\":[\(forges.map(\.webKey).joined(separator: ","))]}")
    }

    @Test("After a good start", arguments: Fault.allCases)
    func keepsOldKeys(fault: Fault) async throws {
        let forge = try TokenForge.shared.get()
        let good = serve(forge)
        try await KeyServer.run(good) { server in
            try await FaultWorld.run(server) { world in
                try await world.eventually("there are keys") { world.status.isUsable }
                try await world.settled()
                try await server.become(.fail(fault))
                var pauses: [Duration] = []
                for attempt in 1...6 {
                    try await world.passUntilFailure(fault)
                    #expect(try await world.rejection(forge) == nil, "a known key, after \(attempt) failures")
                    let requests = server.requests
                    let pause = try #require(world.status.timeToNextFetch)
                    pauses.append(pause)
                    // Not a moment earlier.
                    try await world.pass(pause - .milliseconds(1))
                    #expect(server.requests == requests && world.status.consecutiveFailures == attempt)
                }
                #expect(zip(pauses, pauses.dropFirst()).allSatisfy { $0 < $1 }, "the pauses grow: \(pauses)")
                #expect(world.warnings.count == 1)
                #expect(world.status.isUsable && world.status.lastError != nil)

                try await server.become(good)
                world.clock.advance(by: .seconds(60))
                try await world.eventually("the keys are back") { world.status.consecutiveFailures == 0 }
                try await world.eventually("that is told") { world.notes.count == 2 }
            }
        }
    }

    @Test("At the first start", arguments: Fault.allCases)
    func answersUnavailable(fault: Fault) async throws {
        let forge = try TokenForge.shared.get()
        try await KeyServer.run(.fail(fault)) { server in
            try await FaultWorld.run(server) { world in
                if fault.hangs { try await hang(world) } else { try await failAtOnce(world) }
                #expect(!world.status.isUsable)
                #expect(world.warnings.count == 1)

                let back = world.clock.now
                try await server.become(serve(forge))
                world.clock.advance(by: .seconds(1))
                if !world.status.isFetching { world.clock.advance(by: .milliseconds(250)) }
                try await world.eventually("there are keys") { world.status.isUsable }
                #expect(back.duration(to: world.clock.now) <= .seconds(2))
                #expect(try await world.rejection(forge) == nil)
                try await world.eventually("that is told") { world.notes.count == 1 }
                #expect(world.warnings.count == 1)
            }
        }
    }

    /// Requests are answered with 503 while each fetch fails at once.
    private func failAtOnce(_ world: FaultWorld) async throws {
        let forge = try TokenForge.shared.get()
        try await world.eventually("the first fetch has failed") { world.status.consecutiveFailures == 1 }
        try await world.settled()
        // The first request causes a fetch of its own and has to wait for it, the others are answered at once.
        for _ in 0..<3 {
            let rejection = try await world.rejection(forge)
            #expect(rejection == .keysUnavailable && rejection?.status == 503)
            #expect(world.status.consecutiveFailures == 2)
        }
        for failures in 3...5 {
            try await world.pass(.seconds(1))
            #expect(world.status.consecutiveFailures == failures)
        }
    }

    /// Requests are answered with 503 while fetches hang; another attempt begins each second.
    private func hang(_ world: FaultWorld) async throws {
        let forge = try TokenForge.shared.get()
        for attempt in 1...5 {
            // The service, the fetch, the next attempt, and each attempt's request have a time to wake at.
            try await world.eventually("attempt \(attempt) is held") {
                world.server.held == attempt && world.clock.sleeperCount == 3 + attempt
            }
            if attempt == 2 {
                async let rejection = world.rejection(forge)
                try await world.eventually("the request waits") { world.clock.sleeperCount == 4 + attempt }
                world.clock.advance(by: .seconds(1))
                let answer = try await rejection
                #expect(answer == .keysUnavailable)
            } else {
                world.clock.advance(by: .seconds(1))
            }
        }
        // The whole fetch is over its time now; the next one begins as soon as the service looks.
        try await world.eventually("the fetch has failed") { world.status.consecutiveFailures == 1 }
        world.clock.advance(by: .milliseconds(250))
        try await world.eventually("the next fetch hangs too") {
            world.server.held == 1 && world.clock.sleeperCount == 4
        }
    }
}
