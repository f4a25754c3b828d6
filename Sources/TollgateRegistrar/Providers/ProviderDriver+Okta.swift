internal import TollgateCatalogue

extension ProviderDriver {
    /// Okta's `/oauth2/v1/clients`.
    ///
    /// It stands at the organisation's origin, also where the issuer is a custom authorization server. An API token
    /// under the scheme `SSWS` both registers and manages clients; there are no registration access tokens. What a
    /// client may ask for is the authorization server's business: `scope` is not a member. `application_type` depends
    /// on the grant types, and a service has the response type `token`.
    public static let okta: ProviderDriver = {
        var driver = ProviderDriver(name: "okta", displayName: "Okta")
        driver.registrationPath = "/oauth2/v1/clients"
        driver.tokenScheme = "SSWS"
        driver.management = .initialAccess
        driver.rotation = .request(RotationRequest(urlTemplate: "{registration_client_uri}/lifecycle/newSecret"))
        driver.sendsScopeAndSoftware = false
        driver.namesAreUnique = true
        driver.applicationTypes = .okta
        driver.serviceResponseTypes = [.token]
        driver.enforcesRegisteredScopes = false
        driver.errorsMeaningGone = ["invalid_client"]
        driver.hints = [
            RegistrationHint(
                operations: [.register, .update], statuses: [400], error: "invalid_client_metadata",
                words: "already exists", text: "the names of Okta's clients are unique; choose another one"),
            RegistrationHint(
                operations: Set(RegistrationOperation.allCases), statuses: [401], error: "E0000011",
                text: "the API token is wrong or has expired; create one under Security > API > Tokens"),
            RegistrationHint(
                operations: Set(RegistrationOperation.allCases), statuses: [403],
                text: "the API token's administrator may not manage applications"),
        ]
        return driver
    }()
}
