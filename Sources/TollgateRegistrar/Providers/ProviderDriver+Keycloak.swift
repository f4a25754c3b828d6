internal import TollgateCatalogue

extension ProviderDriver {
    /// Keycloak's `openid-connect` client registration.
    ///
    /// It issues a new registration access token with every answer, takes each `scope` for an optional client scope
    /// that must exist in the realm and be allowed by its policies, leaves out the realm's default client scopes where
    /// a `scope` is named, and adds `refresh_token` to every client.
    public static let keycloak: ProviderDriver = {
        var driver = ProviderDriver(name: "keycloak", displayName: "Keycloak")
        driver.addedGrantTypes = [.refreshToken]
        driver.unregisteredScopes = ["openid"]
        driver.withholdsDefaultScopes = true
        let anonymous =
            "a client that was registered without an initial access token stays under the policies for anonymous access,"
            + " such as `Trusted Hosts`"
        // Every policy of the realm refuses with the code `insufficient_scope`, and only its words say which one.
        driver.hints = [
            RegistrationHint(
                operations: [.register, .update], statuses: [403], words: "client scope",
                text: "each scope must be a client scope of the realm, type Optional, and be allowed by the policy"
                    + " `Allowed Client Scopes` under Client registration"),
            RegistrationHint(
                operations: [.register], statuses: [403], words: "trusted hosts",
                text: "without an initial access token the policy `Trusted Hosts` decides; create a token under"
                    + " Clients > Initial access token, or add this machine and the hosts of the redirect URIs to the"
                    + " policy"),
            RegistrationHint(
                operations: [.register], statuses: [403], words: "max clients",
                text: "the policy `Max Clients Limit` counts all clients of the realm; raise it, or delete clients that"
                    + " nobody needs"),
            RegistrationHint(
                operations: [.read, .update, .delete], statuses: [403], words: "trusted hosts", text: anonymous),
            RegistrationHint(
                operations: [.register, .update], statuses: [403], words: "policy '",
                text: "the policy that the answer names refuses it; policies stand under Clients > Client registration"),
            RegistrationHint(
                operations: [.register, .update], statuses: [403], error: "insufficient_scope",
                text: "a policy under Clients > Client registration refuses it; one of them, `Allowed Client Scopes`,"
                    + " wants each scope to be a client scope of the realm, type Optional"),
            RegistrationHint(
                operations: [.register], statuses: [403],
                text: "without an initial access token the policy `Trusted Hosts` decides; create a token under"
                    + " Clients > Initial access token"),
            RegistrationHint(
                operations: [.register], statuses: [401],
                text: "the initial access token has expired or its count is used up; create one under Clients >"
                    + " Initial access token"),
            RegistrationHint(
                operations: [.read, .update, .delete], statuses: [403], text: anonymous),
        ]
        return driver
    }()
}
