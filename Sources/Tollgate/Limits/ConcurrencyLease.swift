internal import TollgateConcurrency

/// One request in progress, given back exactly once: when it says so, or when nobody holds the lease any more.
final class ConcurrencyLease: Sendable {
    private let onRelease: Lock<(@Sendable () -> Void)?>

    init(onRelease: @escaping @Sendable () -> Void) {
        self.onRelease = Lock(onRelease)
    }

    deinit {
        release()
    }

    func release() {
        let action = onRelease.withLock { action -> (@Sendable () -> Void)? in
            defer { action = nil }
            return action
        }
        action?()
    }
}
