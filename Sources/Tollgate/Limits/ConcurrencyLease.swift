internal import Synchronization

/// One request in progress, given back exactly once: when it says so, or when the last copy of the lease goes.
final class ConcurrencyLease: Sendable {
    private let progress: ProgressCounter
    private let isReleased = Atomic<Bool>(false)

    /// A lease for a request that the counter and its total have counted.
    init(_ progress: ProgressCounter) {
        self.progress = progress
    }

    deinit {
        release()
    }

    func release() {
        guard !isReleased.exchange(true, ordering: .relaxed) else { return }
        progress.leave()
    }
}
