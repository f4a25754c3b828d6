import TollgateConcurrency

/// Whether the gateway takes on requests, as `/readyz` tells it.
final class Readiness: Sendable {
    private let hasEnded = Lock(false)

    /// Whether it is about to end, and wants no more requests.
    var isEnding: Bool { hasEnded.withLock { $0 } }

    /// It has been told to end.
    func end() { hasEnded.withLock { $0 = true } }
}
