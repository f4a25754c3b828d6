import Synchronization
import Testing
import TollgateOutbound

@testable import TollgateRegistrar

@Suite("A provider that takes one request at a time", .timeLimit(.minutes(15)))
struct ProviderTurnTests {
    /// How many requests are at a provider at this moment, and how many were there at most.
    private final class Load: Sendable {
        private let counts = Mutex((now: 0, most: 0))
        var most: Int { counts.withLock { $0.most } }

        /// Stays a while, so that another request could come meanwhile.
        func visit() async {
            counts.withLock { counts in
                counts.now += 1
                counts.most = max(counts.most, counts.now)
            }
            for _ in 0..<200 { await Task.yield() }
            counts.withLock { $0.now -= 1 }
        }
    }

    private let one = Provider(name: "one", driver: .glewlwyd, address: "https://one.example")

    /// Lets others go on until `condition` holds; not for ever, so that a defect is a failure and not a standstill.
    private static func wait(until condition: () -> Bool) async {
        for _ in 0..<1_000_000 {
            if condition() { return }
            await Task.yield()
        }
    }

    /// Registers `count` applications at once.
    private func register(_ count: Int, with fixture: RegistrarFixture) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<count { group.addTask { _ = try await fixture.register() } }
            try await group.waitForAll()
        }
    }

    @Test("gets registrations, changes, rotations, reads and deletions one after the other, also in a crowd")
    func oneAfterTheOther() async throws {
        let fixture = try RegistrarFixture()
        try await fixture.addProvider(driver: .glewlwyd)
        let load = Load()
        // Each request gets the answer about its own client, as long as one comes after the other.
        fixture.provider.whenAsked { [provider = fixture.provider] request in
            await load.visit()
            let isNew = request.method == "POST"
            let id = isNew ? "c-\(provider.methods.count { $0 == "POST" })" : String(request.url.suffix(3))
            provider.answer(isNew ? 201 : 200, RegistrarFixture.accepted.replacing("c-1", with: id))
        }
        try await register(5, with: fixture)
        #expect(load.most == 1)

        let ids = try await fixture.store.clients().map(\.id)
        let registrar = fixture.registrar
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { _ = try await registrar.update(ids[0], ClientChanges(application: "Acme 2")) }
            group.addTask { _ = try await registrar.rotateSecret(ids[1]) }
            group.addTask { try await registrar.delete(ids[2]) }
            group.addTask { _ = try await registrar.lifecycle.reading.read(try await registrar.client(ids[3])) }
            group.addTask { _ = try await registrar.verifyProvider("idp") }
            try await group.waitForAll()
        }
        #expect(load.most == 1)
        #expect(fixture.provider.requests.count == 11)
    }

    @Test("does not hold up a provider beside it, and one that takes many gets them at once")
    func othersGoOn() async throws {
        let fixture = try RegistrarFixture()
        try await fixture.addProvider(driver: .glewlwyd)
        fixture.provider.publish(
            ProviderMetadata(
                issuer: "https://other.example", tokenEndpoint: nil,
                registrationEndpoint: "https://other.example/register"))
        try await fixture.registrar.addProvider(Provider(name: "other", address: "https://other.example"))
        let (held, release) = AsyncStream.makeStream(of: Void.self)
        let arrivals = RegistrarFixture.Journal()
        fixture.provider.whenAsked { request in
            guard request.url.hasPrefix("https://other.example") else {
                for await _ in held {}
                return
            }
            // The two at the second provider wait for each other.
            arrivals.note(request.url)
            await Self.wait { arrivals.entries.count == 2 }
            #expect(arrivals.entries.count == 2)
        }
        let other = RegistrarFixture.accepted.replacing("https://idp.example", with: "https://other.example")
        for number in 1...3 { fixture.provider.answer(201, other.replacing("c-1", with: "c-\(number)")) }
        let registrar = fixture.registrar
        async let slow = fixture.register()
        async let first = registrar.register(application: "A", product: "payments", plan: "free", provider: "other")
        async let second = registrar.register(application: "B", product: "payments", plan: "free", provider: "other")
        _ = try await (first, second)
        release.finish()
        _ = try? await slow
    }

    @Test("lets operations in in the order in which they came, and none that comes when 100 are waiting")
    func order() async throws {
        let (coordination, one) = (InProcessCoordination(), one)
        let queue = ProviderQueue(coordination: coordination)
        let (held, release) = AsyncStream.makeStream(of: Void.self)
        let served = RegistrarFixture.Journal()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0...ProviderQueue.maximumWaiting {
                let (begun, announce) = AsyncStream.makeStream(of: Void.self)
                group.addTask {
                    try await queue.withTurn(at: one) { () async throws(RegistrationError) in
                        announce.finish()
                        served.note("\(number)")
                        if number == 0 { for await _ in held {} }
                    }
                }
                if number == 0 { for await _ in begun {} }
                await Self.wait { coordination.waiting(in: ProviderQueue.name(for: one)) == number }
            }
            await #expect(throws: RegistrationError.providerBusy(name: "one", waiting: 100)) {
                try await queue.withTurn(at: one) { () async throws(RegistrationError) in }
            }
            release.finish()
            try await group.waitForAll()
        }
        #expect(served.entries == (0...ProviderQueue.maximumWaiting).map(String.init))
        #expect(coordination.waiting(in: ProviderQueue.name(for: one)) == 0)
    }

    @Test("gets the next request also after one that failed")
    func failure() async throws {
        let queue = ProviderQueue(coordination: InProcessCoordination())
        #expect(
            await refusalCode {
                try await queue.withTurn(at: one) { () async throws(RegistrationError) -> Void in
                    throw .requestInvalid(reason: "no")
                }
            } == "request_invalid")
        #expect(try await queue.withTurn(at: one) { () async throws(RegistrationError) in 1 } == 1)
    }

    @Test("does not delay the notice that a client is being deleted, only the request")
    func deletion() async throws {
        let fixture = try RegistrarFixture()
        let client = try await fixture.registered(driver: .glewlwyd)
        let (held, release) = AsyncStream.makeStream(of: Void.self)
        let (begun, announce) = AsyncStream.makeStream(of: Void.self)
        fixture.provider.whenAsked { _ in
            announce.finish()
            for await _ in held {}
        }
        async let registration = fixture.register()
        for await _ in begun {}
        let registrar = fixture.registrar
        async let deletion = registrar.delete(client.recordID)
        let journal = fixture.journal
        await Self.wait { journal.entries.contains("deleting c-1") }
        #expect(fixture.provider.methods == ["POST", "POST"])
        #expect(try await registrar.client(client.recordID).state == .deleting)
        fixture.provider.answer(201, RegistrarFixture.accepted.replacing("c-1", with: "c-2"))
        fixture.provider.answer(200)
        release.finish()
        _ = try await registration
        #expect(try await deletion == .deleted)
        #expect(fixture.provider.methods == ["POST", "POST", "DELETE"])
    }

    @Test("A second request of an application that waited for the first adds to the client that came of it")
    func sameApplication() async throws {
        let fixture = try RegistrarFixture()
        try await fixture.addProvider(driver: .glewlwyd)
        let registrar = fixture.registrar
        try await registrar.offer(ProductOffer(product: "payments", provider: "idp"))
        let application = try await registrar.createApplication(name: "Acme", owner: "dev@acme.example")
        let request = try await registrar.requestAccess(
            application: application.id, product: "payments", plan: "free")
        fixture.provider.answer(201, RegistrarFixture.accepted)
        let load = Load()
        fixture.provider.whenAsked { _ in await load.visit() }
        async let first = registrar.approve(request.id, by: "ann")
        async let second = registrar.approve(request.id, by: "bob")
        let states = [try? await first.state.client, try? await second.state.client].compactMap(\.self)
        let client = try #require(try await fixture.record())
        #expect(states.contains(client.id))
        #expect(try await registrar.request(request.id).state == .fulfilled(client: client.id))
        #expect(fixture.provider.methods == ["POST"])
    }
}
