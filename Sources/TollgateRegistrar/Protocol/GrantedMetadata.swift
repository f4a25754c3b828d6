internal import TollgateCatalogue

/// A provider's answer held against what was asked: the answer is authoritative, so somebody has to compare them.
struct GrantedMetadata: Sendable {
    /// Where the client got less than it needs; the registration is then worth nothing.
    let shortfall: RegistrationShortfall?
    /// What else somebody should know.
    let warnings: [RegistrationWarning]

    /// Compares `response` with what was `asked`.
    ///
    /// - Parameters:
    ///   - response: The provider's answer.
    ///   - asked: What the client was to be registered with.
    ///   - driver: Knows what this provider adds or leaves out by habit.
    ///   - isUpdate: Whether the client existed before: then an answer without a secret means that the old one stays.
    init(_ response: RegistrationResponse, asked: ClientMetadata, driver: ProviderDriver, isUpdate: Bool) {
        var shortfall: RegistrationShortfall?
        var warnings: [RegistrationWarning] = []

        if let granted = response.grantTypes {
            let missing = asked.grantTypes.filter { !granted.containsExactly($0) }
            if !missing.isEmpty {
                shortfall = RegistrationShortfall(member: "grant_types", asked: asked.grantTypes, granted: granted)
            }
            let extra = granted.filter { !asked.grantTypes.containsExactly($0) && !driver.addedGrantTypes.contains($0) }
            if !extra.isEmpty { warnings.append(.grantTypesWider(extra)) }
        } else if !asked.grantTypes.isEmpty {
            warnings.append(.grantTypesUnconfirmed(asked: asked.grantTypes))
        }

        if let granted = response.scopes {
            let missing = asked.scopes.filter { !granted.containsExactly($0) }
            if !missing.isEmpty {
                shortfall = RegistrationShortfall(
                    member: "scope", asked: asked.scopes, granted: granted, hint: driver.scopeHint)
            }
            let extra = granted.filter { !asked.scopes.containsExactly($0) }
            if !extra.isEmpty { warnings.append(.scopeWider(extra)) }
        } else if !asked.scopes.isEmpty {
            warnings.append(.scopeUnconfirmed(asked: asked.scopes))
        }
        if !isUpdate, driver.withholdsDefaultScopes, !asked.scopes.isEmpty {
            warnings.append(.defaultScopesWithheld(driver: driver.displayName))
        }
        if !driver.enforcesRegisteredScopes { warnings.append(.scopeNotEnforced(driver: driver.displayName)) }

        let method = asked.tokenEndpointAuthMethod
        if let granted = response.tokenEndpointAuthMethods, !granted.containsExactly(method.rawValue) {
            warnings.append(.authMethodChanged(asked: method.rawValue, granted: granted.joined(separator: " ")))
        }
        if response.clientSecret != nil {
            let isHabit = driver.omitsSecretExpiry || isUpdate && driver.omitsSecretExpiryInUpdates
            if response.secretExpiresAt == nil, !isHabit { warnings.append(.secretExpiryMissing) }
        } else if !isUpdate, method.needsSecret, shortfall == nil {
            shortfall = RegistrationShortfall(member: "client_secret", asked: [method.rawValue], granted: [])
        }
        if !isUpdate, driver.management == .registrationAccessToken, response.registrationClientURI == nil {
            warnings.append(.clientUnmanaged)
        }

        self.shortfall = shortfall
        self.warnings = warnings
    }
}
