/// The rules for HTTP/2 on a listener (RFC 9113).
public struct HTTP2Rules: Hashable, Sendable {
    /// The most requests of one connection that are in progress at once; further ones are refused, so that clients
    /// know that nobody has seen them.
    ///
    /// Default: 100.
    public var maximumConcurrentStreams = 100

    /// The defaults.
    public init() {}
}
