internal import Synchronization

/// One request in progress, given back exactly once: when it says so, or when nobody holds the lease any more.
final class ConcurrencyLease: Sendable {
    private let onAPI: ProgressCounter
    private let onAll: ProgressCounter
    private let isReleased = Atomic<Bool>(false)

    /// A lease for a request that both have counted.
    init(onAPI: ProgressCounter, onAll: ProgressCounter) {
        self.onAPI = onAPI
        self.onAll = onAll
    }

    deinit {
        release()
    }

    func release() {
        guard !isReleased.exchange(true, ordering: .relaxed) else { return }
        onAPI.leave()
        onAll.leave()
    }
}
