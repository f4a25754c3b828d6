internal import TollgateCatalogue

extension ProviderDriver {
    /// Glewlwyd 2.7.
    ///
    /// It answers 200 to a registration and to a deletion, wants redirect URIs from every client, echoes `scope` but
    /// gives every client the scopes of the instance, issues a new secret with every update (without
    /// `client_secret_expires_at` and without a registration access token), shows `token_endpoint_auth_method` as an
    /// array, adds `authorization_code`, shows the secret with every read, and refuses with an empty 403. A client that
    /// is deleted is disabled and stays in its administration.
    ///
    /// Of registrations that come at once it answers some with 500 and keeps halves: clients without grant types, also
    /// of registrations that it answered well. The remains of a registration that was answered 500 can be seen in its
    /// administration only, under the client's name: nobody has its secret, and it can obtain no token.
    public static let glewlwyd: ProviderDriver = {
        var driver = ProviderDriver(name: "glewlwyd", displayName: "Glewlwyd")
        driver.rotation = .update
        // `.invalid` can never be anybody's host (RFC 2606 §2), so no code can ever be sent there.
        driver.placeholderRedirectURI = "https://client.invalid/callback"
        driver.takesOneRequestAtATime = true
        driver.repeatsSecretInReads = true
        driver.enforcesRegisteredScopes = false
        driver.omitsSecretExpiryInUpdates = true
        driver.addedGrantTypes = [.authorizationCode]
        driver.hints = [
            RegistrationHint(
                operations: [.register], statuses: [401, 403],
                text: "the initial access token must carry the scope that the plugin demands of registrations, by"
                    + " default `register_client`")
        ]
        return driver
    }()
}
