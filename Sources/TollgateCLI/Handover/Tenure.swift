import Logging
import ServiceLifecycle
import TollgateConcurrency

/// The time in which this process, and neither its predecessor nor its successor, has what only one may have: the admin
/// server's port, the files that it writes, the feed of clients.
final class Tenure: Sendable {
    private struct State {
        var isOn = false
        var members = 0
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    /// Measures how long services have to end.
    let clock: any Clock<Duration>
    private let state = Lock(State())

    init(clock: any Clock<Duration>) {
        self.clock = clock
    }

    /// Whether it is this process's.
    var isOn: Bool { state.withLock { $0.isOn } }

    /// It begins, or goes on.
    func begin() { change { $0.isOn = true } }

    /// It ends; returns when nothing of it goes on any more.
    func end() async {
        change { $0.isOn = false }
        await wait { $0.members == 0 }
    }

    /// A service that runs only within the tenure.
    func service(_ service: some Service) -> some Service { Tenured(tenure: self, service: service) }

    fileprivate func enter() async -> Bool {
        await wait(until: \.isOn)
        // A task that is cancelled waits for nothing any more, and would come back here at once.
        guard !Task.isCancelled else { return false }
        return state.withLock { state in
            if state.isOn { state.members += 1 }
            return state.isOn
        }
    }

    fileprivate func leave() { change { $0.members -= 1 } }

    fileprivate func waitForEnd() async { await wait { !$0.isOn } }

    private func change(_ body: (inout State) -> Void) {
        let waiters = state.withLock { state in
            body(&state)
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Waits until something holds, or the task is cancelled.
    private func wait(until isSo: @escaping @Sendable (borrowing State) -> Bool) async {
        while !Task.isCancelled, !state.withLock({ isSo($0) }) {
            await withTaskCancellationHandler {
                await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
                    let isNow = state.withLock { state in
                        let isNow = isSo(state) || Task.isCancelled
                        if !isNow { state.waiters.append(continuation) }
                        return isNow
                    }
                    if isNow { continuation.resume() }
                }
            } onCancel: {
                change { _ in }
            }
        }
    }
}

/// A service that runs only within a tenure, and again when it goes on.
private struct Tenured<Member: Service>: Service {
    private enum Event {
        case ended
        case over
    }

    /// The time that it has to end at the end of the tenure: nobody is served meanwhile.
    private static var grace: Duration { .seconds(1) }

    let tenure: Tenure
    let service: Member

    func run() async throws {
        while await cancelWhenGracefulShutdown({ await tenure.enter() }) {
            defer { tenure.leave() }
            if case .ended = try await runOnce() { return }
        }
    }

    /// Runs it until it ends, or the tenure does.
    private func runOnce() async throws -> Event {
        // It ends with the group around it as well.
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: service, successTerminationBehavior: .gracefullyShutdownGroup)],
                logger: Logger(label: "tollgate") { _ in SwiftLogNoOpLogHandler() }))
        return try await withThrowingTaskGroup(of: Event.self) { tasks in
            tasks.addTask {
                try await group.run()
                return .ended
            }
            tasks.addTask {
                await tenure.waitForEnd()
                guard !Task.isCancelled else { return .over }
                await group.triggerGracefulShutdown()
                try? await tenure.clock.sleep(for: Self.grace)
                return .over
            }
            let first = try await tasks.next() ?? .ended
            let isOver = !tenure.isOn
            tasks.cancelAll()
            while await tasks.nextResult() != nil {}
            return isOver ? .over : first
        }
    }
}
