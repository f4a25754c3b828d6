import Testing
import TollgateRegistrar

/// The rules for notices.
extension StoreRules {
    private static func notice(_ id: String, at time: Int64 = StoreSamples.now) -> Notice {
        Notice(
            id: id, event: .expiring, subject: .client, occurredAt: time,
            members: ["id": .string("c-1"), "scopes": .strings(["a"])])
    }

    func noticesWaitInOrder() async throws {
        #expect(try await store.nextNotice() == nil)
        for id in ["n-2", "n-1", "n-2"] { try await store.add(Self.notice(id)) }
        let first = WaitingNotice(notice: Self.notice("n-2"), attempts: 0, dueAt: StoreSamples.now)
        #expect(try await store.nextNotice() == first)
        try await store.settle(.failed(again: StoreSamples.now + 5), ofNotice: "n-2")
        #expect(
            try await store.nextNotice()
                == WaitingNotice(notice: first.notice, attempts: 1, dueAt: StoreSamples.now + 5))
        try await store.settle(.delivered, ofNotice: "n-2")
        #expect(try await store.nextNotice()?.notice.id == "n-1")
        try await store.settle(.abandoned, ofNotice: "n-1")
        #expect(try await store.nextNotice() == nil)
        try await store.add(Self.notice("n-1"))
        #expect(try await store.nextNotice() == nil)
        #expect(try await store.hasNotice(id: "n-1"))
        try await store.add(Self.notice("n-3", at: StoreSamples.now + NoticeRetention.seconds + 1))
        #expect(try await !store.hasNotice(id: "n-1"))
        #expect(try await store.nextNotice()?.notice.id == "n-3")
    }

    func stepsBringTheirNotices() async throws {
        try await store.insert(StoreSamples.provider())
        try await store.insert(StoreSamples.application())
        try await store.begin(StoreSamples.request())
        try await store.begin(StoreSamples.client(application: "a-1"))
        _ = try await store.apply(.approve(by: "ann"), toRequest: "r-1", at: 1, now: StoreSamples.now)
        await #expect(throws: RegistrationError.self) {
            try await store.apply(.reject(by: "ann", reason: "no"), toRequest: "r-1", at: 1, now: StoreSamples.now)
        }
        _ = try await store.apply(.registered(StoreSamples.registration), to: "c-1", at: 1, now: StoreSamples.now)
        await #expect(throws: RegistrationError.self) {
            try await store.apply(.deleted, to: "c-1", at: 2, now: StoreSamples.now)
        }
        var told: [String] = []
        while let waiting = try await store.nextNotice() {
            told.append("\(waiting.notice.event.rawValue) \(waiting.notice.id)")
            #expect(waiting.notice.members["owner"] == .string("dev@acme.example"))
            try await store.settle(.delivered, ofNotice: waiting.notice.id)
        }
        #expect(told == ["requested r-1-1", "approved r-1-2", "registered c-1-2"])
    }
}
