extension ProviderDriver {
    /// A bridge: a small HTTP service that knows an identity provider which has no dynamic registration.
    ///
    /// `POST {base}/clients` registers, `PUT` and `DELETE {base}/clients/{client_id}` change and delete, `POST
    /// {base}/clients/{client_id}/rotate-secret` issues a new secret, all with the headers of the configuration. The
    /// bodies have the names of RFC 7591. Bridges are written by many hands, so their answers are read leniently.
    public static let httpBridge: ProviderDriver = {
        var driver = ProviderDriver(name: "http_bridge", displayName: "HTTP bridge")
        driver.providerType = .httpBridge
        driver.management = .initialAccess
        driver.rotation = .request(
            RotationRequest(urlTemplate: "{registration_client_uri}/rotate-secret", body: .object([:])))
        driver.sendsIdempotencyKey = true
        driver.sendsReferences = true
        driver.offersRead = false
        driver.omitsSecretExpiry = true
        driver.answersLoosely = true
        driver.hints = [
            RegistrationHint(
                operations: Set(RegistrationOperation.allCases), statuses: [401, 403],
                text: "the bridge does not accept the headers that are configured for it"),
            RegistrationHint(
                operations: [.register], statuses: [409], text: "the bridge has such a client already"),
            RegistrationHint(
                operations: [.register], statuses: [404, 405],
                text: "there is no `/clients` at the base URL of the bridge"),
        ]
        return driver
    }()
}
