internal import TollgateConcurrency

/// The lines of one loop that wait to be written.
final class AccessLogBuffer: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        var lines = 0
        var dropped = 0
    }

    private let capacity: Int
    private let arrival: @Sendable () -> Void
    private let state = Lock(State())

    init(capacity: Int, _ arrival: @escaping @Sendable () -> Void) {
        self.capacity = capacity
        self.arrival = arrival
    }

    /// Adds a line, or drops it where there is no room.
    func add(_ line: [UInt8]) {
        let isFirst = state.withLock { state -> Bool in
            guard state.bytes.count + line.count <= capacity else {
                state.dropped += 1
                return state.lines == 0 && state.dropped == 1
            }
            state.bytes += line
            state.lines += 1
            return state.lines == 1
        }
        if isFirst { arrival() }
    }

    /// Takes out all lines, and how many were dropped.
    func take() -> (bytes: [UInt8], lines: Int, dropped: Int) {
        state.withLock { state in
            defer { state = State() }
            return (state.bytes, state.lines, state.dropped)
        }
    }
}
