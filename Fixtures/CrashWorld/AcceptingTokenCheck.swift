public import TollgateRegistrar

/// A check that every first token passes.
public struct AcceptingTokenCheck: ClientTokenCheck {
    /// The check.
    public init() {}

    /// A yes.
    public func verdict(on token: Secret, of client: CheckedClient) async -> ClientTokenVerdict { .accepted }
}
