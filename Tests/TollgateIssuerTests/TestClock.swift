import Synchronization

/// A clock that stands still until it is told to move.
final class TestClock: Sendable {
    private let seconds = Mutex<Int64>(1_700_000_000)

    var now: Int64 { seconds.withLock { $0 } }

    func set(_ time: Int64) { seconds.withLock { $0 = time } }
}
