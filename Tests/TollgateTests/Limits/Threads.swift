import Foundation
import Synchronization

/// Real threads, more than there are cores: they meet in the middle of things where tasks take turns.
enum Threads {
    private final class Total: Sendable {
        let value = Atomic<Int>(0)
    }

    /// Runs `body` on so many threads that begin together.
    ///
    /// - Parameters:
    ///   - count: How many threads.
    ///   - body: What each does; it is given the thread's number.
    /// - Returns: The sum of what they return, or `nil` where one was not done after a minute.
    static func sum(_ count: Int, _ body: @escaping @Sendable (Int) -> Int) -> Int? {
        let total = Total()
        let ready = DispatchSemaphore(value: 0)
        let start = DispatchSemaphore(value: 0)
        let done = DispatchSemaphore(value: 0)
        for number in 0..<count {
            Thread {
                ready.signal()
                start.wait()
                total.value.add(body(number), ordering: .relaxed)
                done.signal()
            }.start()
        }
        for _ in 0..<count { ready.wait() }
        for _ in 0..<count { start.signal() }
        for _ in 0..<count where done.wait(timeout: .now() + 60) == .timedOut { return nil }
        return total.value.load(ordering: .sequentiallyConsistent)
    }
}
