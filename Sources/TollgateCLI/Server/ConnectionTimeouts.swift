import NIOCore
import TollgateConfiguration

/// The times that a client may take with the steps of a request.
struct ConnectionTimeouts: Sendable {
    /// The longest time, in seconds: as good as for ever, and without overflow when it is counted in nanoseconds.
    private static let mostSeconds: Int64 = 365 * 24 * 60 * 60

    let header: TimeAmount
    let body: TimeAmount
    let bodyIdle: TimeAmount
    let keepAlive: TimeAmount
    let write: TimeAmount
    /// The time that a client that has closed its side may go without a byte in either direction.
    ///
    /// Some send a request and close their side at once, as `nc -N` does, and still wait for the answer; of all others
    /// it means that they have gone.
    let halfClosed = TimeAmount.milliseconds(200)

    init(_ settings: TimeoutSettings) {
        header = Self.amount(settings.headerSeconds)
        body = Self.amount(settings.bodySeconds)
        bodyIdle = Self.amount(settings.bodyIdleSeconds)
        keepAlive = Self.amount(settings.keepAliveSeconds)
        write = Self.amount(settings.writeSeconds)
    }

    private static func amount(_ seconds: Int64) -> TimeAmount { .seconds(min(seconds, mostSeconds)) }
}
