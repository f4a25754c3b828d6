/// The outcome of registering a probe at a provider and deleting it again.
public struct ProviderVerification: Hashable, Sendable {
    /// The provider's metadata.
    public var profile: ProviderProfile
    /// The shortfall that makes the probe useless, if there is one.
    public var shortfall: RegistrationShortfall?
    /// The warnings for an operator.
    public var warnings: [RegistrationWarning]
    /// The differences from what was asked, member by member.
    public var differences: [MetadataDifference]
    /// The record of the probe if the provider did not delete it; `nil` if it is gone.
    public var leftBehind: String?

    /// A verification with these parts.
    package init(
        profile: ProviderProfile, shortfall: RegistrationShortfall?, warnings: [RegistrationWarning],
        differences: [MetadataDifference], leftBehind: String?
    ) {
        self.profile = profile
        self.shortfall = shortfall
        self.warnings = warnings
        self.differences = differences
        self.leftBehind = leftBehind
    }

    /// Whether clients of this kind can be registered there and deleted again.
    public var isUsable: Bool { shortfall == nil && leftBehind == nil }
}
