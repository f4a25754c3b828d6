import Testing
import TollgateRegistrar

/// The rules for records that are removed.
extension StoreRules {
    func unsentRecordsAreDiscarded() async throws {
        try await store.insert(StoreSamples.provider())
        try await store.insert(StoreSamples.application())
        try await store.begin(StoreSamples.client("c-1"))
        let first = try #require(try await store.changes(after: 0, limit: 9).last?.sequence)
        try await store.begin(StoreSamples.client("c-2", application: "a-1"))
        let last = try #require(try await store.changes(after: 0, limit: 9).last?.sequence)
        #expect(last > first)

        await #expect(throws: RegistrationError.recordChanged(id: "c-2", expected: 2, found: 1)) {
            try await store.discard("c-2", at: 2)
        }
        try await store.discard("c-2", at: 1)
        #expect(try await store.client(id: "c-2") == nil)
        #expect(try await store.clients().map(\.id) == ["c-1"])
        await #expect(throws: RegistrationError.clientUnknown(id: "c-2")) { try await store.discard("c-2", at: 1) }

        // Its slot is free, and whoever has read as far as it hears of what comes now.
        let active = try await store.apply(
            .registered(StoreSamples.registration), to: "c-1", at: 1, now: StoreSamples.now)
        #expect(try await store.changes(after: last, limit: 9).map(\.record) == [active])
        try await store.begin(StoreSamples.client("c-3", application: "a-1"))
        await #expect(throws: RegistrationError.transitionRefused(id: "c-1", state: .active, transition: "discard")) {
            try await store.discard("c-1", at: 2)
        }
        var adopted = StoreSamples.client("c-4")
        adopted.registration = StoreSamples.registration
        adopted.registration?.clientID = "id-4"
        try await store.begin(adopted)
        await #expect(
            throws: RegistrationError.transitionRefused(id: "c-4", state: .registering, transition: "discard")
        ) { try await store.discard("c-4", at: 1) }
    }
}
