/// The limits of a listener's clients as a loop counts them: times in nanoseconds, each a step longer than was asked
/// for.
struct ClientLimits: Sendable {
    let header: Int64
    let body: Int64
    let bodyIdle: Int64
    let keepAlive: Int64
    let write: Int64
    let halfClosed: Int64
    let farewell: Int64
    let headerBytes: Int
    let bodyBytes: Int64?

    /// The limits of a listener.
    init(_ limits: ListenerLimits) {
        header = LoopLimits.nanoseconds(limits.header)
        body = LoopLimits.nanoseconds(limits.body)
        bodyIdle = LoopLimits.nanoseconds(limits.bodyIdle)
        keepAlive = LoopLimits.nanoseconds(limits.keepAlive)
        write = LoopLimits.nanoseconds(limits.write)
        halfClosed = LoopLimits.nanoseconds(limits.halfClosed)
        farewell = LoopLimits.nanoseconds(limits.farewell)
        headerBytes = max(1_024, limits.headerBytes)
        bodyBytes = limits.bodyBytes
    }
}
