/// The rules by which one of several servers of an API gets no requests for a while.
///
/// The gate does not look at them; a gateway that passes requests on does.
public struct UpstreamHealth: Hashable, Sendable {
    /// The failures in a row after which a server rests, from 1 to 1 000 000.
    ///
    /// A failure is a connection that cannot be made, an answer that is none, or one that does not come in time.
    /// Statuses of the server's own are answers. Default: 3.
    public var failures = 3
    /// The time that it rests, in seconds, 1 or more; as many times longer as it has failed again at once, up to ten.
    ///
    /// Default: 10.
    public var ejectionSeconds: Int64 = 10
    /// The request by which each server is asked whether it is well; `nil` asks none.
    ///
    /// Default: `nil`.
    public var check: UpstreamCheck?

    /// The values that `failures` may have.
    package static let failuresRange = 1...1_000_000

    /// The defaults.
    public init() {}
}
