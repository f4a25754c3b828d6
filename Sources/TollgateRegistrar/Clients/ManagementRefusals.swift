/// How often a provider has not let a client be managed since it last did, although the right was shown that it issued.
///
/// A refusal may be a fault of the moment, so it is asked again before it is believed.
public struct ManagementRefusals: Hashable, Sendable {
    /// How often the provider was asked about the client (RFC 7592 §2.1, §2.3) after a pause, and refused.
    public var count: Int
    /// When it first refused anything, in Unix seconds.
    public var since: Int64
    /// When it was last asked and refused, in Unix seconds.
    public var lastAt: Int64

    /// Refusals with these numbers.
    public init(count: Int, since: Int64, lastAt: Int64) {
        self.count = count
        self.since = since
        self.lastAt = lastAt
    }
}
