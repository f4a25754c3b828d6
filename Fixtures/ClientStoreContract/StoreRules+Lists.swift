import Testing
import TollgateRegistrar

/// The rules for lists.
extension StoreRules {
    private static let everything = ListWindow(offset: 0, limit: 100)

    /// Two owners with an application each, three requests and three clients between them, two providers.
    private func fill() async throws {
        for name in ["idp", "other"] { try await store.insert(StoreSamples.provider(name)) }
        try await store.insert(StoreSamples.application("a-1", owner: "ann"))
        try await store.insert(StoreSamples.application("a-2", owner: "bob"))
        for (id, application) in [("r-1", "a-1"), ("r-2", "a-2")] {
            try await store.begin(StoreSamples.request(id, application: application))
        }
        _ = try await store.apply(.withdraw, toRequest: "r-1", at: 1, now: StoreSamples.now)
        try await store.begin(StoreSamples.request("r-3"))
        try await store.begin(StoreSamples.client("c-1", application: "a-1"))
        try await store.begin(StoreSamples.client("c-2", application: "a-2", provider: "other"))
        try await store.begin(StoreSamples.client("c-3"))
        _ = try await store.apply(.registered(StoreSamples.registration), to: "c-2", at: 1, now: StoreSamples.now)
    }

    func listsComeInWindows() async throws {
        let none = try await store.clients(ClientFilter(), in: Self.everything)
        #expect(none == ListPage(items: [], total: 0))
        try await fill()
        var ids: [String] = []
        for offset in 0..<4 {
            let part = try await store.clients(ClientFilter(), in: ListWindow(offset: offset, limit: 1))
            #expect(part.total == 3)
            ids += part.items.map(\.id)
        }
        #expect(ids == ["c-1", "c-2", "c-3"])
        let all = try await store.clients(ClientFilter(), in: Self.everything)
        #expect(all.items == (try await store.clients()))
        let beyond = try await store.requests(AccessRequestFilter(), in: ListWindow(offset: .max, limit: .max))
        #expect(beyond == ListPage(items: [], total: 3))
        let last = try await store.requests(AccessRequestFilter(), in: ListWindow(offset: 2, limit: 2))
        #expect(last.items == [try #require(try await store.request(id: "r-3"))])
        let providers = try await store.providers(in: ListWindow(offset: 1, limit: 1))
        #expect(providers == ListPage(items: [StoreSamples.provider("other")], total: 2))
        let applications = try await store.applications(ApplicationFilter(), in: Self.everything)
        #expect(applications.items == (try await store.applications()))
    }

    func listsAreFiltered() async throws {
        try await fill()
        func clients(_ filter: ClientFilter) async throws -> [String] {
            let page = try await store.clients(filter, in: Self.everything)
            #expect(page.total == page.items.count)
            return page.items.map(\.id)
        }
        func requests(_ filter: AccessRequestFilter) async throws -> [String] {
            let page = try await store.requests(filter, in: Self.everything)
            #expect(page.total == page.items.count)
            return page.items.map(\.id)
        }
        #expect(try await clients(ClientFilter(owner: "ann")) == ["c-1"])
        #expect(try await clients(ClientFilter(application: "a-2")) == ["c-2"])
        #expect(try await clients(ClientFilter(provider: "idp")) == ["c-1", "c-3"])
        #expect(try await clients(ClientFilter(state: "active")) == ["c-2"])
        #expect(try await clients(ClientFilter(owner: "bob", application: "a-1")).isEmpty)
        #expect(try await clients(ClientFilter(owner: "bob", provider: "other", state: "active")) == ["c-2"])
        #expect(try await requests(AccessRequestFilter(owner: "ann")) == ["r-1", "r-3"])
        #expect(try await requests(AccessRequestFilter(application: "a-2")) == ["r-2"])
        #expect(try await requests(AccessRequestFilter(owner: "ann", state: "pending")) == ["r-3"])
        #expect(try await requests(AccessRequestFilter(owner: "' OR 1=1 --")).isEmpty)
        // A probe is listed only where it was left behind.
        var probe = StoreSamples.client("c-4")
        probe.settings.subscriptions = []
        try await store.begin(probe)
        #expect(try await clients(ClientFilter(provider: "idp")) == ["c-1", "c-3"])
        let left = try await store.apply(
            .compensating(StoreSamples.registration), to: "c-4", at: 1, now: StoreSamples.now)
        #expect(left.isListed)
        #expect(try await clients(ClientFilter(provider: "idp")) == ["c-1", "c-3", "c-4"])
        _ = try await store.apply(.failed(reason: "a probe"), to: "c-4", at: 2, now: StoreSamples.now)
        #expect(try await clients(ClientFilter(provider: "idp")) == ["c-1", "c-3"])
        #expect(try await clients(ClientFilter(state: "failed")).isEmpty)
        // One that was deleted is listed where it is asked for.
        _ = try await store.apply(.forgotten, to: "c-3", at: 1, now: StoreSamples.now)
        #expect(try await clients(ClientFilter(provider: "idp")) == ["c-1"])
        #expect(try await clients(ClientFilter(state: "deleted")) == ["c-3"])
        let own = try await store.applications(ApplicationFilter(owner: "bob"), in: Self.everything)
        #expect(own.items.map(\.id) == ["a-2"])
        #expect(own.total == 1)
        let part = try await store.requests(AccessRequestFilter(owner: "ann"), in: ListWindow(offset: 1, limit: 5))
        #expect(part.items.map(\.id) == ["r-3"])
        #expect(part.total == 2)
    }
}
