extension ProviderDriver {
    /// Gravitee Access Management.
    ///
    /// It wants `redirect_uris` also where there are none, drops scopes that the domain does not allow without a word
    /// and puts its default scopes in their place, never says when a secret expires, issues a new registration access
    /// token with every write, and renews secrets at an endpoint of its own.
    public static let graviteeAM: ProviderDriver = {
        var driver = ProviderDriver(name: "gravitee_am", displayName: "Gravitee AM")
        driver.rotation = .request(RotationRequest(urlTemplate: "{registration_client_uri}/renew_secret"))
        driver.sendsEmptyRedirectURIs = true
        driver.renewsTokenInUpdates = true
        driver.omitsSecretExpiry = true
        driver.scopeHint =
            "add the scopes to the domain, and to the allowed scopes under Settings > Client Registration"
        driver.hints = [
            RegistrationHint(
                operations: [.register], statuses: [403], error: "insufficient_scope",
                text: "the initial access token must carry the scope `dcr_admin`: add it to the application that the"
                    + " registrar uses, under Settings > OAuth 2.0 / OIDC > Scopes"),
            RegistrationHint(
                operations: [.register], statuses: [403],
                text: "switch on Settings > Openid > Client Registration in the security domain"),
            RegistrationHint(
                operations: [.read, .update, .delete, .rotateSecret], statuses: [403],
                text: "the registration access token is not the newest: each write makes the earlier ones invalid"),
        ]
        return driver
    }()
}
