import Glibc
import Synchronization

/// A thread that asks the same thing over and over, and measures itself.
final class WarmThread: @unchecked Sendable {
    // Its time is written by its thread and read when that has ended; all else never changes.
    private let requests: Int
    private let isAdmitted: () -> Bool
    private let isReady = Atomic<Bool>(false)
    private let mayStart = Atomic<Bool>(false)
    private var time: Duration?

    /// A thread for so many requests.
    init(requests: Int, _ isAdmitted: @escaping () -> Bool) {
        self.requests = requests
        self.isAdmitted = isAdmitted
    }

    /// Runs threads side by side: they get ready, begin together, and are waited for.
    ///
    /// - Returns: For each, how many nanoseconds it took, or `nil` where a request was not admitted.
    static func run(_ threads: [WarmThread]) -> [Int?] {
        var handles: [pthread_t] = []
        for thread in threads {
            var handle = pthread_t()
            let argument = Unmanaged.passUnretained(thread).toOpaque()
            let result = pthread_create(&handle, nil, { WarmThread.main($0) }, argument)
            precondition(result == 0, "no thread to be had")
            handles.append(handle)
        }
        for thread in threads {
            while !thread.isReady.load(ordering: .acquiring) { sched_yield() }
        }
        for thread in threads { thread.mayStart.store(true, ordering: .releasing) }
        for handle in handles { pthread_join(handle, nil) }
        return threads.map { $0.time?.nanoseconds }
    }

    private static func main(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        if let argument { Unmanaged<WarmThread>.fromOpaque(argument).takeUnretainedValue().work() }
        return nil
    }

    private func work() {
        let clock = ContinuousClock()
        isReady.store(true, ordering: .releasing)
        while !mayStart.load(ordering: .acquiring) {}
        var isEveryOneAdmitted = true
        let time = clock.measure {
            for _ in 0..<requests where !isAdmitted() { isEveryOneAdmitted = false }
        }
        if isEveryOneAdmitted { self.time = time }
    }
}
