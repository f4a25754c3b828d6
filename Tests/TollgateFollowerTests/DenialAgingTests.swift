import Foundation
import LogTesting
import Logging
import Testing
import Tollgate
import TollgateCatalogue
import TollgateClientFeed
import TollgateConcurrency
import TollgateTesting

@testable import TollgateFollower

@Suite("A deletion ages only after the provider confirmed it, and only where max_token_lifetime is set")
final class DenialAgingTests: Sendable {
    private static let issuer = TestCatalogue.issuer
    private static let confirmed: Int64 = 1_700_000_000
    /// `max_token_lifetime` and twice the standard `clock_skew`.
    private static let term: Int64 = 3_600 + 2 * 60

    private let folder = FileManager.default.temporaryDirectory.appending(path: "aging-\(UUID().uuidString)")
    private let time = Lock<Int64>(confirmed)
    private let log = CollectedLog()
    private var path: String { folder.appending(path: "clients.jsonl").path }

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    private static func catalogue(lifetime: Int64?) -> Catalogue {
        var catalogue = TestCatalogue.payments()
        catalogue.apis[0].clients = .registered
        catalogue.issuers[0].maximumTokenLifetimeSeconds = lifetime
        return catalogue
    }

    private func gate(lifetime: Int64? = 3_600) throws -> TestGate {
        try TestGate(Self.catalogue(lifetime: lifetime), forge: try TokenForge.shared.get())
    }

    private func keeper(_ test: TestGate) async -> ClientFeedKeeper {
        let keeper = ClientFeedKeeper(
            gate: test.gate, journalPath: path, feedName: "f", logger: log.logger,
            now: { [self] in Instant(unixSeconds: time.withLock { $0 }, monotonicNanoseconds: 0) })
        await keeper.restore()
        return keeper
    }

    private func setTime(_ seconds: Int64) { time.withLock { $0 = seconds } }

    private static func entry(
        _ id: String, _ state: ClientFeedEntry.State, issuer: String = issuer, confirmedAt: Int64? = nil
    ) -> ClientFeedEntry {
        ClientFeedEntry(issuer: issuer, clientID: id, state: state, confirmedAt: confirmedAt)
    }

    /// A client that is gone, one that is being deleted, one that is suspended, and one of another issuer.
    private static func list(id: String = "f:1") -> [ClientFeedEvent] {
        let entries = [
            entry("client-1", .deleted, confirmedAt: confirmed), entry("client-2", .deleted),
            entry("client-3", .suspended, confirmedAt: confirmed),
            entry("client-4", .deleted, issuer: "https://another.example", confirmedAt: confirmed),
        ]
        return [.opened, .message(.reset, id: "")] + entries.map { .message(.client($0), id: "") }
            + [.message(.complete, id: id)]
    }

    private func take(_ events: [ClientFeedEvent], _ keeper: ClientFeedKeeper) async throws {
        #expect(await keeper.begin().isEmpty)
        for event in events { try await keeper.take(event) }
    }

    @Test("It is forgotten when no token can be unexpired any more; a suspension and an open deletion never are")
    func ages() async throws {
        let test = try gate()
        let keeper = await keeper(test)
        try await take(Self.list(), keeper)
        setTime(Self.confirmed + Self.term)
        #expect(await !keeper.forgetOldDenials())
        #expect(test.gate.deniedClients.count == 4)
        let token = test.forge.token(payload: TokenClaims().json)
        #expect(try test.rejection(token) == .clientRevoked)

        setTime(Self.confirmed + Self.term + 1)
        #expect(await !keeper.forgetOldDenials())
        #expect(test.gate.deniedClients.count == 3)
        #expect(try test.rejection(token) == .clientUnknown)
        setTime(.max)
        #expect(await !keeper.forgetOldDenials())
        #expect(test.gate.deniedClients.count == 3)
        #expect(log.lines == ["info deleted clients are forgotten, since their tokens have expired count=1"])
        // Said again, for example after the registrar's catalogue has changed, it is forgotten again.
        try await keeper.take(
            .message(.client(Self.entry("client-1", .deleted, confirmedAt: Self.confirmed)), id: "f:2"))
        #expect(test.gate.deniedClients.count == 4)
        _ = await keeper.forgetOldDenials()
        #expect(test.gate.deniedClients.count == 3)
    }

    @Test("Without max_token_lifetime it never is, nor where a clock says that it was confirmed in the future")
    func neverAges() async throws {
        let test = try gate(lifetime: nil)
        let keeper = await keeper(test)
        try await take(Self.list(), keeper)
        setTime(.max)
        #expect(await !keeper.forgetOldDenials())
        #expect(test.gate.deniedClients.count == 4)
        let terms = DenialTerms(Self.catalogue(lifetime: 3_600))
        #expect(!terms.areOver(issuer: Self.issuer, since: .max, at: 0))
        #expect(!terms.areOver(issuer: Self.issuer, since: .min, at: .max))
        #expect(DenialTerms(Self.catalogue(lifetime: .max))[Self.issuer] == nil)
        var twice = Self.catalogue(lifetime: 60)
        twice.issuers.append(twice.issuers[0])
        twice.issuers[1].maximumTokenLifetimeSeconds = 7_200
        #expect(DenialTerms(twice)[Self.issuer] == 7_320)
        twice.issuers[0].maximumTokenLifetimeSeconds = nil
        #expect(DenialTerms(twice)[Self.issuer] == nil)
    }

    @Test("It ages across a restart, and is left out of the file when that is written anew")
    func acrossRestart() async throws {
        try await take(Self.list(), await keeper(try gate()))
        let before = try String(contentsOfFile: path, encoding: .utf8)
        #expect(before.contains("client-1"))
        setTime(Self.confirmed + Self.term + 1)

        // Tokens last for ever now, and nothing was forgotten yet.
        let endless = try gate(lifetime: nil)
        #expect(await keeper(endless).begin() == "f:1")
        #expect(endless.gate.deniedClients.count == 4)

        let test = try gate()
        let restarted = await keeper(test)
        #expect(test.gate.deniedClients.count == 3)
        #expect(await restarted.begin() == "f:1")
        try await restarted.take(.message(.client(Self.entry("client-5", .active)), id: "f:2"))
        let after = try String(contentsOfFile: path, encoding: .utf8)
        #expect(!after.contains("client-1"))
        #expect(await keeper(try gate()).begin() == "f:2")
        #expect(await keeper(try gate(lifetime: 1_800)).begin() == "f:2")
        // What is not in the file any more has to be heard of again.
        #expect(await keeper(try gate(lifetime: 3_601)).begin().isEmpty)
        #expect(await keeper(try gate(lifetime: nil)).begin().isEmpty)
    }

    @Test("After a reload by which tokens last longer the whole list is needed", arguments: [7_200, nil])
    func reload(lifetime: Int64?) async throws {
        setTime(Self.confirmed + Self.term + 1)
        let test = try gate()
        let keeper = await keeper(test)
        try await take(Self.list(), keeper)
        #expect(test.gate.deniedClients.count == 3)
        try test.gate.reload(Self.catalogue(lifetime: 1_800))
        #expect(await !keeper.forgetOldDenials())
        try test.gate.reload(Self.catalogue(lifetime: lifetime))
        #expect(await keeper.forgetOldDenials())
        // Once while the list is coming in; what is known holds meanwhile.
        try await take(Self.list().dropLast(), keeper)
        #expect(await !keeper.forgetOldDenials())
        try await keeper.take(.message(.complete, id: "f:2"))
        #expect(test.gate.deniedClients.count == 4)
        #expect(await !keeper.forgetOldDenials())
        #expect(await keeper.begin() == "f:2")
    }

    @Test("The connection is given up and the complete list asked for", .timeLimit(.minutes(15)))
    func reconnects() async throws {
        setTime(Self.confirmed + Self.term + 1)
        let test = try gate()
        let steps = Self.list().compactMap { event -> ScriptedFeed.Step? in
            guard case .message(let message, let id) = event else { return nil }
            return ScriptedFeed.Step(message: message, id: id)
        }
        let feed = ScriptedFeed([.init(steps: steps), .init(steps: steps)])
        let clock = ManualClock()
        let service = ClientFeedService(
            gate: test.gate, source: feed, logger: log.logger,
            now: { [self] in Instant(unixSeconds: time.withLock { $0 }, monotonicNanoseconds: 0) }, clock: clock)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await service.run() }
            while test.gate.deniedClients.count != 3 { await Task.yield() }
            try test.gate.reload(Self.catalogue(lifetime: nil))
            while test.gate.deniedClients.count != 4 {
                clock.advance(by: ClientFeedService.interval)
                await Task.yield()
            }
            group.cancelAll()
        }
        #expect(await feed.resumedAfter == ["", ""])
    }
}
