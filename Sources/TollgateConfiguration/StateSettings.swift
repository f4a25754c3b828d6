/// The file in which a gateway keeps what clients have used of their quotas.
package struct StateSettings: Hashable, Sendable {
    /// The file, which names clients and belongs to one gateway alone.
    package var file: String
    /// The time between two writes, in seconds.
    ///
    /// Default: 10.
    package var flushIntervalSeconds: Int64

    /// Settings with these values.
    package init(file: String, flushIntervalSeconds: Int64 = 10) {
        self.file = file
        self.flushIntervalSeconds = flushIntervalSeconds
    }
}
