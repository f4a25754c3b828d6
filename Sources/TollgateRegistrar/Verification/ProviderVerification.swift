/// What came of registering a probe at a provider and deleting it again.
public struct ProviderVerification: Hashable, Sendable {
    /// What the provider said about itself.
    public var profile: ProviderProfile
    /// What the probe lacks to be of use, if it lacks something.
    public var shortfall: RegistrationShortfall?
    /// What somebody should know.
    public var warnings: [RegistrationWarning]
    /// What the provider did differently from what was asked, member by member.
    public var differences: [MetadataDifference]
    /// The record of the probe if the provider did not delete it; `nil` if it is gone.
    public var leftBehind: String?

    /// A verification with these parts.
    public init(
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
