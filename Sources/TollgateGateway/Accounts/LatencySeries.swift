/// The durations of requests to one API that had the same fate.
public struct LatencySeries: Sendable {
    /// The API's name; empty where requests belong to none.
    public let api: String
    /// The fate.
    public let fate: RequestFate
    /// For each of ``LatencyBook/bounds`` the number of requests up to it and beyond the one before; then those beyond
    /// all.
    public internal(set) var counts: [UInt64]
    /// The sum of all durations, in nanoseconds.
    public internal(set) var nanoseconds: UInt64

    /// The number of requests.
    public var count: UInt64 { counts.reduce(0, &+) }
}
