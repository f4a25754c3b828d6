/// A scope that names policies directly, without a product or a plan.
public struct ScopeMapping: Hashable, Sendable {
    /// The scope (RFC 6749 §3.3), compared byte for byte.
    public var scope: String
    /// The policies that it brings, by name.
    public var policies: [String]

    /// A mapping with these parts.
    public init(scope: String, policies: [String]) {
        self.scope = scope
        self.policies = policies
    }
}
