import Testing
import TollgateRegistrar

/// The rules for whose a client is.
extension StoreRules {
    private static func registration(_ clientID: String) -> ClientRegistration {
        var registration = StoreSamples.registration
        registration.clientID = clientID
        return registration
    }

    /// Each step that could give a record a client, from `registering`.
    private static func claims(_ clientID: String) -> [ClientTransition] {
        [
            .registered(registration(clientID)), .awaitingToken(registration(clientID)),
            .compensating(registration(clientID)), .inDoubt(reason: "r", clientID: clientID),
        ]
    }

    func clientsBelongToOneRecord() async throws {
        try await store.insert(StoreSamples.provider())
        try await store.begin(StoreSamples.client("c-1"))
        try await store.begin(StoreSamples.client("c-2"))
        _ = try await store.apply(.registered(StoreSamples.registration), to: "c-1", at: 1, now: StoreSamples.now)
        var adopted = StoreSamples.client("c-3")
        adopted.registration = StoreSamples.registration
        let endings: [ClientTransition?] = [nil, .deleting(operationID: "o"), .deleted]
        for (version, ending) in zip(1..., endings) {
            if let ending { _ = try await store.apply(ending, to: "c-1", at: version, now: StoreSamples.now) }
            for claim in Self.claims("id-1") {
                await #expect(throws: RegistrationError.clientOnRecord(record: "c-1"), "\(claim.name)") {
                    try await store.apply(claim, to: "c-2", at: 1, now: StoreSamples.now)
                }
            }
            await #expect(throws: RegistrationError.clientOnRecord(record: "c-1")) { try await store.begin(adopted) }
        }
        #expect(try await store.client(id: "c-2") == StoreSamples.client("c-2"))
        #expect(try await store.client(id: "c-3") == nil)
        #expect(try await store.client("id-1", of: "https://idp.example")?.id == "c-1")
        #expect(try await store.client("id-1", of: "https://idp2.example") == nil)
        #expect(try await store.client("", of: "https://idp.example") == nil)
        // A record in doubt has the client that it names; one that failed before there was any has none.
        _ = try await store.apply(
            .inDoubt(reason: "r", clientID: "id-2"), to: "c-2", at: 1, now: StoreSamples.now)
        try await store.begin(StoreSamples.client("c-4"))
        await #expect(throws: RegistrationError.clientOnRecord(record: "c-2")) {
            try await store.apply(.registered(Self.registration("id-2")), to: "c-4", at: 1, now: StoreSamples.now)
        }
        adopted.registration = Self.registration("id-3")
        try await store.begin(adopted)
        _ = try await store.apply(.failed(reason: "r"), to: "c-3", at: 1, now: StoreSamples.now)
        _ = try await store.apply(.registered(Self.registration("id-3")), to: "c-4", at: 1, now: StoreSamples.now)
    }

    func clientsAreToldApartByBytes() async throws {
        try await store.insert(StoreSamples.provider())
        try await store.insert(StoreSamples.provider("idp2"))
        let ids = ["jos\u{E9}", "jose\u{301}", "K", "\u{212A}", "k"]
        for (number, id) in ids.enumerated() {
            try await store.begin(StoreSamples.client("c-\(number)"))
            _ = try await store.apply(
                .registered(Self.registration(id)), to: "c-\(number)", at: 1, now: StoreSamples.now)
        }
        try await store.begin(StoreSamples.client("other", provider: "idp2"))
        _ = try await store.apply(
            .registered(Self.registration(ids[0])), to: "other", at: 1, now: StoreSamples.now)
        for number in ids.indices {
            let kept = try await store.client(id: "c-\(number)")?.clientID
            #expect(kept.map { Array($0.utf8) } == Array(ids[number].utf8))
            #expect(try await store.client(ids[number], of: "https://idp.example")?.id == "c-\(number)")
        }
    }

    func stepsKeepTheClient() async throws {
        try await store.insert(StoreSamples.provider())
        try await store.begin(StoreSamples.client())
        _ = try await store.apply(.registered(Self.registration("jos\u{E9}")), to: "c-1", at: 1, now: StoreSamples.now)
        let updating = try await store.apply(.updating(operationID: "o"), to: "c-1", at: 2, now: StoreSamples.now)
        for id in ["id-2", "jose\u{301}"] {
            let steps: [ClientTransition] = [
                .updated(Self.registration(id), settings: nil), .salvaged(Self.registration(id), reason: "r"),
            ]
            for step in steps {
                await #expect(
                    throws: RegistrationError.transitionRefused(id: "c-1", state: .updating, transition: step.name)
                ) { try await store.apply(step, to: "c-1", at: 3, now: StoreSamples.now) }
            }
        }
        #expect(try await store.client(id: "c-1") == updating)
    }

    func oneOfManyHasTheClient() async throws {
        try await store.insert(StoreSamples.provider())
        for number in 0..<100 { try await store.begin(StoreSamples.client("c-\(number)")) }
        let store = self.store
        let claimed = await Self.count(of: 100) { number in
            _ = try await store.apply(
                Self.claims("id-1")[number % 4], to: "c-\(number)", at: 1, now: StoreSamples.now)
        }
        #expect(claimed == 1)
        #expect(try await store.clients().filter { $0.clientID != nil }.count == 1)
    }

    func refusalsAreCounted() async throws {
        try await store.insert(StoreSamples.provider())
        try await store.begin(StoreSamples.client())
        let refusals = ManagementRefusals(count: 2, since: 5, lastAt: 9)
        let steps: [(ClientTransition, state: String, ManagementRefusals?)] = [
            (.registered(StoreSamples.registration), "active", nil), (.updating(operationID: "o"), "updating", nil),
            (.managementRefused(refusals, doubt: nil), "active", refusals),
            (.updating(operationID: "o"), "updating", refusals),
            (.managementRefused(refusals, doubt: "d"), "in_doubt", refusals),
            (.updating(operationID: "o"), "updating", refusals),
            (.updated(StoreSamples.registration, settings: nil), "active", nil),
            (.deleting(operationID: "o"), "deleting", nil),
            (.managementRefused(refusals, doubt: nil), "deleting", refusals), (.lost(reason: "r"), "lost", refusals),
            (.deleting(operationID: "o"), "deleting", refusals), (.deleted, "deleted", nil),
        ]
        var last = try #require(try await store.point(at: nil))
        for (version, (step, state, expected)) in zip(1..., steps) {
            let record = try await store.apply(step, to: "c-1", at: version, now: StoreSamples.now)
            #expect(record.state.name == state, "\(version) \(step.name)")
            #expect(record.refusals == expected, "\(version) \(step.name)")
            #expect(try await store.client(id: "c-1") == record)
            let point = try #require(try await store.point(at: nil))
            // Gates hear nothing of a refusal.
            if step.name == "management_refused" { #expect(point == last) }
            last = point
        }
    }
}
