extension ProviderDriver {
    /// Keycloak's `openid-connect` client registration.
    ///
    /// It issues a new registration access token with every answer, takes each `scope` for an optional client scope
    /// that must exist in the realm and be allowed by its policies, leaves out the realm's default client scopes where a
    /// `scope` is named, and adds `refresh_token` to every client.
    public static let keycloak: ProviderDriver = {
        var driver = ProviderDriver(name: "keycloak", displayName: "Keycloak")
        driver.addedGrantTypes = ["refresh_token"]
        driver.unregisteredScopes = ["openid"]
        driver.withholdsDefaultScopes = true
        driver.hints = [
            RegistrationHint(
                operations: [.register, .update], statuses: [403], error: "insufficient_scope",
                text: "each scope must be a client scope of the realm, type Optional, and be allowed by the policy"
                    + " `Allowed Client Scopes` under Client registration"),
            RegistrationHint(
                operations: [.register], statuses: [403],
                text: "without an initial access token the policy `Trusted Hosts` decides; create a token under"
                    + " Clients > Initial access token"),
            RegistrationHint(
                operations: [.register], statuses: [401],
                text: "the initial access token has expired or its count is used up; create one under Clients >"
                    + " Initial access token"),
            RegistrationHint(
                operations: [.read, .update, .delete], statuses: [403],
                text: "a client that was registered without an initial access token stays under the policies for"
                    + " anonymous access, such as `Trusted Hosts`"),
        ]
        return driver
    }()
}
