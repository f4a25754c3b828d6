import ServiceLifecycle
import Synchronization
import Testing

@testable import TollgateCLI

@Suite("What only one process may have")
struct TenureTests {
    private final class Counted: Service {
        let runs = Atomic(0)

        func run() async throws {
            runs.add(1, ordering: .relaxed)
            try await gracefulShutdown()
        }
    }

    @Test("A service whose task is cancelled ends with it, and is not begun anew")
    func endsWhenCancelled() async throws {
        let (tenure, service) = (Tenure(clock: ContinuousClock()), Counted())
        tenure.begin()
        let member = tenure.service(service)
        let running = Task { try await member.run() }
        while service.runs.load(ordering: .relaxed) == 0 { await Task.yield() }
        running.cancel()
        _ = await running.result
        #expect(service.runs.load(ordering: .relaxed) == 1)
        await tenure.end()
    }
}
