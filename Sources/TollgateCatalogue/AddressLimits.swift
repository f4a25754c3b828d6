/// The limits of an API by the address that requests come from, for those that no client answers for.
///
/// An IPv6 address counts by its first 64 bits, which is what one customer has. The gate does not look at them; a gateway
/// does.
public struct AddressLimits: Hashable, Sendable {
    /// The pace of requests that need no token.
    ///
    /// Default: `nil`, any.
    public var publicRate: RateLimit?
    /// The pace of requests whose token is none or does not verify; after that a token that is not remembered is
    /// refused without a look at it.
    ///
    /// Default: `nil`, any.
    public var failedTokenRate: RateLimit?

    /// No limits.
    public init() {}
}
