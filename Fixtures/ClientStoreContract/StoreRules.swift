import Testing
import TollgateRegistrar

/// The rules for providers and clients.
struct StoreRules {
    let store: any RegistrarStore
    private let now = StoreSamples.now

    func providerNamesAreUnique() async throws {
        let provider = StoreSamples.provider()
        try await store.insert(provider)
        await #expect(throws: RegistrationError.providerExists(name: "idp")) { try await store.insert(provider) }
        #expect(try await store.provider(named: "idp") == provider)
        #expect(try await store.provider(named: "other") == nil)
        #expect(try await store.providers() == [provider])
    }

    func providersAreReplaced() async throws {
        var provider = StoreSamples.provider()
        await #expect(throws: RegistrationError.providerUnknown(name: "idp")) { try await store.replace(provider) }
        try await store.insert(provider)
        provider.address = "https://new.example"
        provider.initialAccess = SealedSecret(bytes: [9])
        try await store.replace(provider)
        #expect(try await store.provider(named: "idp") == provider)
    }

    func usedProvidersStay() async throws {
        try await store.insert(StoreSamples.provider())
        let record = StoreSamples.client()
        try await store.begin(record)
        try await store.put(ProductOffer(product: "payments", provider: "idp"))
        await #expect(
            throws: RegistrationError.providerInUse(name: "idp", clients: ["Acme (c-1)"], products: ["payments"])
        ) { try await store.deleteProvider(named: "idp") }
        try await store.deleteOffer(product: "payments")
        await #expect(throws: RegistrationError.providerInUse(name: "idp", clients: ["Acme (c-1)"])) {
            try await store.deleteProvider(named: "idp")
        }
        _ = try await store.apply(.failed(reason: "no"), to: "c-1", at: 1, now: now)
        try await store.deleteProvider(named: "idp")
        #expect(try await store.client(id: "c-1")?.provider == "idp")
        await #expect(throws: RegistrationError.providerUnknown(name: "idp")) {
            try await store.deleteProvider(named: "idp")
        }
    }

    func intentsStartTheRecord() async throws {
        let record = StoreSamples.client()
        await #expect(throws: RegistrationError.providerUnknown(name: "idp")) { try await store.begin(record) }
        try await store.insert(StoreSamples.provider())
        var active = record
        active.state = .active
        await #expect(throws: RegistrationError.self) { try await store.begin(active) }
        await #expect(throws: RegistrationError.access(.applicationUnknown(id: "a-1"))) {
            try await store.begin(StoreSamples.client(application: "a-1"))
        }
        #expect(try await store.clients().isEmpty)
        try await store.begin(record)
        #expect(try await store.clients() == [record])
    }

    func recordsComeBackWhole() async throws {
        try await store.insert(StoreSamples.provider())
        try await store.insert(StoreSamples.application())
        let record = StoreSamples.client(application: "a-1")
        try await store.begin(record)
        #expect(try await store.client(id: "c-1") == record)
        let active = try await store.apply(
            .registered(StoreSamples.registration), to: "c-1", at: 1, now: now + 1)
        #expect(active.registration == StoreSamples.registration)
        #expect(active.updatedAt == now + 1)
        var intent = record.settings
        intent.scopes = ["gold_plan"]
        let updating = try await store.apply(
            .updating(operationID: "op-2", intent: intent), to: "c-1", at: 2, now: now + 2)
        #expect(updating.intent == intent)
        #expect(try await store.client(id: "c-1") == updating)
        #expect(try await store.client(slot: try #require(record.slot)) == updating)
    }

    func waitingClientsAreKept() async throws {
        try await store.insert(StoreSamples.provider())
        let record = StoreSamples.client()
        try await store.begin(record)
        let verifying = try await store.apply(
            .awaitingToken(StoreSamples.registration), to: "c-1", at: 1, now: now)
        #expect(verifying.state == .verifying(reason: nil))
        #expect(verifying.operationID == record.operationID)
        #expect(try await store.client(id: "c-1") == verifying)
        await #expect(throws: RegistrationError.self) { try await store.deleteProvider(named: "idp") }
        await #expect(throws: RegistrationError.self) {
            try await store.apply(.updating(operationID: "o"), to: "c-1", at: 2, now: now)
        }
        await #expect(throws: RegistrationError.self) {
            try await store.apply(.secretErased(), to: "c-1", at: 2, now: now)
        }
        let waiting = try await store.apply(
            .verificationUnfinished(reason: "no answer"), to: "c-1", at: 2, now: now)
        #expect(waiting.state == .verifying(reason: "no answer"))
        #expect(waiting.operationID == nil)
        #expect(try await store.client(id: "c-1") == waiting)
        let again = try await store.apply(.verifying(operationID: "op-2"), to: "c-1", at: 3, now: now)
        #expect(again.state == .verifying(reason: nil))
        let active = try await store.apply(.verified, to: "c-1", at: 4, now: now)
        #expect(active.state == .active)
        #expect(active.registration == StoreSamples.registration)
        #expect(try await store.client(id: "c-1") == active)
    }

    func slotsAreTakenOnce() async throws {
        try await store.insert(StoreSamples.provider())
        try await store.insert(StoreSamples.application())
        try await store.begin(StoreSamples.client("c-1", application: "a-1"))
        let second = StoreSamples.client("c-2", application: "a-1")
        await #expect(throws: RegistrationError.clientExists(id: "c-1")) { try await store.begin(second) }
        _ = try await store.apply(.failed(reason: "no"), to: "c-1", at: 1, now: now)
        try await store.begin(second)
        #expect(try await store.client(slot: try #require(second.slot))?.id == "c-2")
        try await store.begin(StoreSamples.client("c-3"))
        try await store.begin(StoreSamples.client("c-4"))
    }

    func versionsAreCompared() async throws {
        try await store.insert(StoreSamples.provider())
        try await store.begin(StoreSamples.client())
        let active = try await store.apply(.registered(StoreSamples.registration), to: "c-1", at: 1, now: now)
        #expect(active.version == 2)
        await #expect(throws: RegistrationError.recordChanged(id: "c-1", expected: 1, found: 2)) {
            try await store.apply(.deleting(operationID: "o"), to: "c-1", at: 1, now: now)
        }
        await #expect(throws: RegistrationError.clientUnknown(id: "c-9")) {
            try await store.apply(.deleting(operationID: "o"), to: "c-9", at: 1, now: now)
        }
        #expect(try await store.client(id: "c-1") == active)
    }

    func rulesAreKept() async throws {
        try await store.insert(StoreSamples.provider())
        try await store.begin(StoreSamples.client())
        await #expect(
            throws: RegistrationError.transitionRefused(id: "c-1", state: .registering, transition: "deleted")
        ) { try await store.apply(.deleted, to: "c-1", at: 1, now: now) }
        #expect(try await store.client(id: "c-1") == StoreSamples.client())
    }

    func oneOfManyWins() async throws {
        try await store.insert(StoreSamples.provider())
        try await store.begin(StoreSamples.client())
        _ = try await store.apply(.registered(StoreSamples.registration), to: "c-1", at: 1, now: now)
        let store = self.store
        let made = await Self.count(of: 100) { number in
            _ = try await store.apply(.updating(operationID: "o-\(number)"), to: "c-1", at: 2, now: StoreSamples.now)
        }
        #expect(made == 1)
        #expect(try await store.client(id: "c-1")?.version == 3)
    }

    func oneOfManyBegins() async throws {
        try await store.insert(StoreSamples.provider())
        try await store.insert(StoreSamples.application())
        let store = self.store
        let begun = await Self.count(of: 100) { number in
            try await store.begin(StoreSamples.client("c-\(number)", application: "a-1"))
        }
        #expect(begun == 1)
        #expect(try await store.clients().count == 1)
    }

    func changesAreOrdered() async throws {
        try await store.insert(StoreSamples.provider())
        for id in ["c-1", "c-2", "c-3"] { try await store.begin(StoreSamples.client(id)) }
        let all = try await store.changes(after: 0, limit: 10)
        #expect(all.map(\.record.id) == ["c-1", "c-2", "c-3"])
        let last = try #require(all.last?.sequence)
        #expect(try await store.changes(after: last, limit: 10).isEmpty)
        let active = try await store.apply(.registered(StoreSamples.registration), to: "c-2", at: 1, now: now)
        let later = try await store.changes(after: last, limit: 10)
        #expect(later.map(\.record) == [active])
        #expect(try await store.changes(after: 0, limit: 10).map(\.record.id) == ["c-1", "c-3", "c-2"])
        #expect(try await store.changes(after: 0, limit: 1).map(\.record.id) == ["c-1"])
    }

    func changesAreMarked() async throws {
        #expect(try await store.point(at: nil) == nil)
        try await store.insert(StoreSamples.provider())
        for id in ["c-1", "c-2"] { try await store.begin(StoreSamples.client(id)) }
        let points = try await store.changes(after: 0, limit: 10).map(\.point)
        #expect(Set(points.map(\.mark)).count == 2)
        #expect(points.allSatisfy { $0.mark >= 0 })
        _ = try await store.apply(.registered(StoreSamples.registration), to: "c-2", at: 1, now: now)
        for point in points { #expect(try await store.point(at: point.sequence) == point) }
        let last = try await store.changes(after: 0, limit: 10).last?.point
        #expect(try await store.point(at: nil) == last)
        #expect(last != points.last)
        #expect(try await store.point(at: (last?.sequence ?? 0) + 1) == nil)
    }

    func changesAreNews() async throws {
        try await store.insert(StoreSamples.provider())
        try await store.begin(StoreSamples.client())
        let settings = StoreSamples.client().settings
        var upgraded = settings
        upgraded.subscriptions[0].plan = "gold"
        let token = SealedSecret(bytes: [9])
        let steps: [(ClientTransition, isNews: Bool)] = [
            (.registered(StoreSamples.registration), true), (.secretErased(revealed: SealedSecret(bytes: [6])), false),
            (.updating(operationID: "o", intent: upgraded), false), (.updateRefused, false),
            (.resealed(clientSecret: nil, registrationAccessToken: token), false),
            (.updating(operationID: "o", intent: upgraded), false),
            (.updated(StoreSamples.registration, settings: upgraded), true),
            (.updating(operationID: "o"), false), (.inDoubt(reason: "r", clientID: nil), false),
            (.updating(operationID: "o"), false), (.lost(reason: "r"), true),
            (.deleting(operationID: "o"), true), (.deletionUnfinished, false), (.deleting(operationID: "o"), false),
            (.deleted, true),
        ]
        var last = try #require(try await store.changes(after: 0, limit: 2).last?.sequence)
        for (version, (step, isNews)) in zip(1..., steps) {
            let record = try await store.apply(step, to: "c-1", at: version, now: now)
            let changes = try await store.changes(after: last, limit: 2)
            #expect(changes.map(\.record) == (isNews ? [record] : []), "\(step.name)")
            #expect(try await store.changes(after: 0, limit: 2).map(\.record) == [record])
            last = changes.last?.sequence ?? last
        }
    }

    /// How many of `attempts` at once came to an end without an error.
    static func count(of attempts: Int, _ attempt: @escaping @Sendable (Int) async throws -> Void) async -> Int {
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<attempts {
                group.addTask {
                    do {
                        try await attempt(number)
                        return true
                    } catch {
                        return false
                    }
                }
            }
            return await group.reduce(into: 0) { count, succeeded in count += succeeded ? 1 : 0 }
        }
    }
}
