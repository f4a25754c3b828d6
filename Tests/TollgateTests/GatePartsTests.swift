#if Benchmarking
    import Testing
    import Tollgate
    import TollgateTesting

    @Suite("The steps of a decision, alone")
    struct GatePartsTests {
        private let world: TestGate

        init() throws {
            world = try TestGate(forge: try Forge.shared.get())
        }

        private func parts(_ claims: TokenClaims) throws -> GateParts {
            let path = try RequestPath(target: "/payment-api/get")
            let api = try #require(world.gate.catalogue.api(for: path))
            return try GateParts(
                world.gate, BearerCredential(token: world.forge.token(payload: claims.json)[...]),
                GateRequest(api: api, method: "GET", path: path), at: world.clock.instant)
        }

        @Test("each step succeeds for a token that the gate admits", arguments: GateParts.steps.map(\.name))
        func everyStep(name: String) throws {
            let parts = try parts(TokenClaims())
            let step = try #require(GateParts.steps.first { $0.name == name })
            #expect(step.run(parts))
        }

        @Test("no steps are prepared for a token that the gate rejects, and the cause is the gate's")
        func rejected() throws {
            #expect(throws: Rejection.tokenExpired) { try parts(TokenClaims(now: 1_600_000_000)) }
        }

        @Test("the step that charges is charged: a client without any requests left is refused there")
        func charges() throws {
            // Five requests a second: one is spent on preparing the steps.
            let parts = try parts(TokenClaims())
            let step = try #require(GateParts.steps.first { $0.name == "limiter-take" })
            #expect((0..<5).map { _ in step.run(parts) } == [true, true, true, true, false])
        }
    }
#endif
