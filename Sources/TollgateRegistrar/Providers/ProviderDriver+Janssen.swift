extension ProviderDriver {
    /// Gluu's Janssen server.
    ///
    /// It keeps only the scopes that an administrator has allowed for dynamic registration and says nothing of the
    /// others, lets clients and their secrets expire, issues opaque access tokens unless a client asks for JWTs, and
    /// manages clients at a URL with a query.
    public static let janssen: ProviderDriver = {
        var driver = ProviderDriver(name: "janssen", displayName: "Gluu/Janssen")
        driver.additionalMembers = [
            "access_token_as_jwt": .bool(true), "access_token_signing_alg": .string("RS256"),
        ]
        driver.scopeHint =
            "allow the scopes for dynamic registration, and set `dynamicRegistrationScopesParamEnabled`"
        driver.hints = [
            RegistrationHint(
                operations: [.register], statuses: [401, 403],
                text: "set `dynamicRegistrationEnabled`, or give the software statement that the server demands")
        ]
        return driver
    }()
}
