/// Where a gateway keeps what clients have used of their quotas.
public struct StateSettings: Hashable, Sendable {
    /// The file, which names clients and belongs to one gateway alone.
    public var file: String
    /// How often it is written, in seconds.
    ///
    /// Default: 10.
    public var flushIntervalSeconds: Int64

    /// Settings with these values.
    public init(file: String, flushIntervalSeconds: Int64 = 10) {
        self.file = file
        self.flushIntervalSeconds = flushIntervalSeconds
    }
}
