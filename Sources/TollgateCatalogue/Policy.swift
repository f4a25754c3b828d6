/// Access rights, limits, or both, that a scope stands for.
///
/// Every part is optional, and an absent part contributes nothing. A product's policy usually grants access, a
/// plan's usually limits it.
///
/// ```swift
/// let access = Policy(name: "payments-access", access: [AccessRight(api: "payments")])
/// let limits = Policy(name: "free-limits", limits: Limits(rate: RateLimit("5/1s"), quota: Quota("1000/1d")))
/// ```
public struct Policy: Hashable, Sendable {
    /// The name of the built-in policy that satisfies the need for a default and grants nothing.
    public static let noOperationName = "no-op"

    /// Its name, unique among the policies.
    public var name: String
    /// Whether it counts.
    ///
    /// An inactive policy drops out, alone. Default: yes.
    public var isActive: Bool
    /// The APIs that it opens.
    public var access: [AccessRight]
    /// Its limits on every API.
    public var limits: Limits
    /// Its limits on single APIs, by the API's name; each replaces the limit of the same kind above.
    public var limitsByAPI: [String: Limits]
    /// Words for the upstream; those of several policies are united.
    public var tags: [String]
    /// Values that the pass hands on; where policies differ the higher priority wins, then the smaller name.
    public var metadata: [String: String]
    /// The rank of its metadata: that of the highest priority wins.
    ///
    /// Default: 0.
    public var priority: Int

    /// A policy with these parts.
    public init(
        name: String, isActive: Bool = true, access: [AccessRight] = [], limits: Limits = Limits(),
        limitsByAPI: [String: Limits] = [:], tags: [String] = [], metadata: [String: String] = [:], priority: Int = 0
    ) {
        self.name = name
        self.isActive = isActive
        self.access = access
        self.limits = limits
        self.limitsByAPI = limitsByAPI
        self.tags = tags
        self.metadata = metadata
        self.priority = priority
    }

    /// The built-in policy that grants nothing.
    public static let noOperation = Policy(name: noOperationName)

    /// Whether the policy sets a rate or a quota, on every API or on one.
    var setsRateOrQuota: Bool {
        ([limits] + limitsByAPI.values).contains { $0.rate != nil || $0.quota != nil }
    }

    /// Whether the policy opens an API or sets a limit.
    package var grantsSomething: Bool {
        !access.isEmpty || !limits.isEmpty || limitsByAPI.values.contains { !$0.isEmpty }
    }
}
