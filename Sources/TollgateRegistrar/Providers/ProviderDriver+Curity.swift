extension ProviderDriver {
    /// The Curity Identity Server with client management switched on.
    ///
    /// An initial access token (scope `dcr`) registers one client. Every read and every update issues a new secret and
    /// a new registration access token, which expires after a year.
    public static let curity: ProviderDriver = {
        var driver = ProviderDriver(name: "curity", displayName: "Curity")
        driver.initialTokenUse = .single
        driver.rotation = .update
        driver.readRotatesCredentials = true
        driver.hints = [
            RegistrationHint(
                operations: [.register], statuses: [401],
                text: "each registration needs a token of its own with the scope `dcr`; use client credentials"),
            RegistrationHint(
                operations: [.register], statuses: [403],
                text: "the token must carry the scope `dcr`, and DCR be enabled in the profile"),
        ]
        return driver
    }()
}
