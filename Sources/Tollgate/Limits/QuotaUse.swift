public import TollgateCatalogue

/// The part of one quota that one client has used.
public struct QuotaUse: Hashable, Sendable {
    /// The `iss` of the client's tokens.
    public var issuer: String
    /// The client.
    public var client: String
    /// The `sub`, where limits are the subject's; it may be empty.
    public var subject: String?
    /// The policy that set the quota.
    public var policy: String
    /// The API that the quota is for; `nil` where it is for all of them.
    public var api: String?
    /// The number of requests that the quota allows in its window, from 1 to 2³¹ - 1.
    public var maximum: Int64
    /// The window.
    public var window: QuotaWindow
    /// The number of requests that are counted.
    public var used: Int64
    /// The end of the window, in seconds since 1970.
    public var endsAt: Int64

    /// A use with these properties.
    public init(
        issuer: String, client: String, subject: String? = nil, policy: String, api: String? = nil, maximum: Int64,
        window: QuotaWindow, used: Int64, endsAt: Int64
    ) {
        self.issuer = issuer
        self.client = client
        self.subject = subject
        self.policy = policy
        self.api = api
        self.maximum = maximum
        self.window = window
        self.used = used
        self.endsAt = endsAt
    }

    /// Whether all numbers are within what the gate counts with.
    var isInRange: Bool {
        (1...Self.largestNumber).contains(maximum) && (1...Self.largestNumber).contains(window.nominalSeconds)
            && (0...maximum).contains(used) && (0...NumericDate.maximum + 1).contains(endsAt)
    }

    private static let largestNumber: Int64 = 2_147_483_647
}
