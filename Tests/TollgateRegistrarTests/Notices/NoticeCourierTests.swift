import Foundation
import Logging
import Synchronization
import Testing
import TollgateSQLite
import TollgateTesting

@testable import TollgateRegistrar

@Suite("The delivery of notices")
struct NoticeCourierTests {
    /// Takes notices, or does not, as scripted.
    private final class Receiver: Notifier {
        private let state = Mutex((failures: [NotifierError](), seen: [String]()))
        var seen: [String] { state.withLock { $0.seen } }

        init(failures: [NotifierError] = []) {
            state.withLock { $0.failures = failures }
        }

        func send(_ notice: Notice) async throws(NotifierError) {
            let failure = state.withLock { state -> NotifierError? in
                state.seen.append(notice.id)
                return state.failures.isEmpty ? nil : state.failures.removeFirst()
            }
            if let failure { throw failure }
        }
    }

    /// Answers nothing until the task is cancelled, as a request over HTTP then fails.
    private final class EndlessReceiver: Notifier {
        private let asked = Mutex(false)
        var isAsked: Bool { asked.withLock { $0 } }

        func send(_ notice: Notice) async throws(NotifierError) {
            asked.withLock { $0 = true }
            while !Task.isCancelled { await Task.yield() }
            throw NoticeCourierTests.down
        }
    }

    /// A store whose process ends before the first delivery is noted.
    private final class MortalNotices: NoticeStore {
        let store: any NoticeStore

        init(_ store: any NoticeStore) {
            self.store = store
        }

        func add(_ notice: Notice) async throws(RegistrationError) { try await store.add(notice) }
        func hasNotice(id: String) async throws(RegistrationError) -> Bool { try await store.hasNotice(id: id) }
        func nextNotice() async throws(RegistrationError) -> WaitingNotice? { try await store.nextNotice() }
        func settle(_ attempt: NoticeAttempt, ofNotice id: String) async throws(RegistrationError) {
            throw .store(.unavailable(reason: "the process has ended"))
        }
    }

    /// Remembers what is logged as an error.
    private struct Errors: LogHandler {
        let journal: RegistrarFixture.Journal
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace
        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            guard event.level == .error else { return }
            journal.note("\(event.message): \(event.metadata?["notice"]?.description ?? "")")
        }
    }

    private let clock = ManualClock()
    private let errors = RegistrarFixture.Journal()
    private static let down = NotifierError.unavailable(reason: "down")
    private static let no = NotifierError.refused(reason: "no")

    private func courier(_ store: any NoticeStore, _ receiver: any Notifier) -> NoticeCourier {
        NoticeCourier(
            store: store, notifier: receiver,
            logger: Logger(label: "notices") { [errors] _ in Errors(journal: errors) },
            now: { [clock] in clock.unixSeconds })
    }

    private func notice(_ id: String) -> Notice {
        Notice(id: id, event: .approved, subject: .request, occurredAt: clock.unixSeconds, members: [:])
    }

    @Test("Notices are delivered in order, and one that is not taken holds up those after it until it is")
    func order() async throws {
        let store = try SQLiteClientStore.inMemory()
        for id in ["a", "b", "c"] { try await store.add(notice(id)) }
        let receiver = Receiver(failures: [Self.down, Self.down])
        let courier = courier(store, receiver)
        #expect(try await courier.deliver() == clock.unixSeconds + 5)
        #expect(try await courier.deliver() == clock.unixSeconds + 5)
        #expect(receiver.seen == ["a"])
        clock.advance(by: .seconds(5))
        #expect(try await courier.deliver() == clock.unixSeconds + 10)
        clock.advance(by: .seconds(10))
        #expect(try await courier.deliver() == nil)
        #expect(receiver.seen == ["a", "a", "a", "b", "c"])
    }

    @Test("A notice is given up after 20 attempts in 10 hours, or 5 refusals, and the next one is delivered")
    func bounds() async throws {
        #expect((1...13).map(NoticeCourier.pause) == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600, 3600])
        for (failure, attempts) in [(Self.down, 20), (Self.no, 5)] {
            let store = try SQLiteClientStore.inMemory()
            for id in ["a", "b"] { try await store.add(notice(id)) }
            let receiver = Receiver(failures: Array(repeating: failure, count: attempts))
            let courier = courier(store, receiver)
            let start = clock.unixSeconds
            while let due = try await courier.deliver() { clock.advance(by: .seconds(due - clock.unixSeconds)) }
            #expect(receiver.seen == Array(repeating: "a", count: attempts) + ["b"])
            #expect(clock.unixSeconds - start < 12 * 3_600)
            #expect(errors.entries.last == "a notice could not be delivered and is given up: a")
        }
        #expect(errors.entries.count == 2)
    }

    @Test("A delivery that is cut short because the process is to end is no failed attempt")
    func cutShort() async throws {
        let store = try SQLiteClientStore.inMemory()
        try await store.add(notice("a"))
        let receiver = EndlessReceiver()
        let courier = courier(store, receiver)
        let delivery = Task { try await courier.deliver() }
        while !receiver.isAsked { await Task.yield() }
        delivery.cancel()
        #expect(try await delivery.value == clock.unixSeconds)
        #expect(try await store.nextNotice()?.attempts == 0)
    }

    @Test("A process that ends between a commit and its delivery loses nothing; one that ends after it repeats itself")
    func processEnds() async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let path = directory.appendingPathComponent("clients.db").path
        let fixture = try await AccessFixture(store: SQLiteClientStore(path: path))
        _ = try await fixture.provisioned()

        let receiver = Receiver()
        #expect(
            await refusalCode {
                try await courier(MortalNotices(SQLiteClientStore(path: path)), receiver).deliver()
            } == "store_unavailable")
        #expect(try await courier(SQLiteClientStore(path: path), receiver).deliver() == nil)
        #expect(receiver.seen.count == 5)
        #expect(Set(receiver.seen).count == 4)
        #expect(receiver.seen[0] == receiver.seen[1])
    }
}
