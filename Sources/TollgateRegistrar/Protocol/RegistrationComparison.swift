internal import TollgateCatalogue

/// A comparison of a provider's answer with what was asked: the answer is authoritative (RFC 7591 §3.2.1).
struct RegistrationComparison: Sendable {
    /// The member of which the client got less than it needs; the registration is then worth nothing.
    private(set) var shortfall: RegistrationShortfall?
    /// Further differences that an operator should know.
    private(set) var warnings: [RegistrationWarning] = []

    /// Compares `response` with the metadata that was `asked` for.
    ///
    /// - Parameters:
    ///   - response: The provider's answer.
    ///   - asked: The metadata that the client was to be registered with.
    ///   - driver: The provider's habits: the members that it adds or leaves out.
    ///   - isUpdate: Whether the client existed before: then an answer without a secret means that the old one stays.
    init(_ response: RegistrationResponse, asked: ClientMetadata, driver: ProviderDriver, isUpdate: Bool) {
        compareGrantTypes(response, asked, driver)
        compareScopes(response, asked, driver)
        if !isUpdate, driver.withholdsDefaultScopes, !asked.scopes.isEmpty {
            warnings.append(.defaultScopesWithheld(driver: driver.displayName))
        }
        if !driver.enforcesRegisteredScopes { warnings.append(.scopeNotEnforced(driver: driver.displayName)) }
        compareAuthentication(response, asked, driver, isUpdate: isUpdate)
        if !isUpdate, driver.management == .registrationAccessToken, response.registrationClientURI == nil {
            warnings.append(.clientUnmanaged)
        }
    }

    private mutating func compareGrantTypes(
        _ response: RegistrationResponse, _ asked: ClientMetadata, _ driver: ProviderDriver
    ) {
        let wanted = asked.grantTypes.map(\.rawValue)
        guard let granted = response.grantTypes else {
            if !wanted.isEmpty { warnings.append(.grantTypesUnconfirmed(asked: wanted)) }
            return
        }
        if !wanted.allSatisfy(granted.containsExactly) {
            shortfall = RegistrationShortfall(member: "grant_types", asked: wanted, granted: granted)
        }
        let expected = wanted + driver.addedGrantTypes.map(\.rawValue)
        let extra = granted.filter { !expected.containsExactly($0) }
        if !extra.isEmpty { warnings.append(.grantTypesWider(extra)) }
    }

    private mutating func compareScopes(
        _ response: RegistrationResponse, _ asked: ClientMetadata, _ driver: ProviderDriver
    ) {
        guard let granted = response.scopes else {
            if !asked.scopes.isEmpty { warnings.append(.scopeUnconfirmed(asked: asked.scopes)) }
            return
        }
        if !asked.scopes.allSatisfy(granted.containsExactly) {
            shortfall = RegistrationShortfall(
                member: "scope", asked: asked.scopes, granted: granted, hint: driver.scopeHint)
        }
        let extra = granted.filter { !asked.scopes.containsExactly($0) }
        if !extra.isEmpty { warnings.append(.scopeWider(extra)) }
    }

    private mutating func compareAuthentication(
        _ response: RegistrationResponse, _ asked: ClientMetadata, _ driver: ProviderDriver, isUpdate: Bool
    ) {
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
    }
}
