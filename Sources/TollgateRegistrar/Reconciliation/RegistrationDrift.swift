internal import TollgateCatalogue

/// The differences between a provider's books and the settings of a client.
struct RegistrationDrift: Sendable, CustomStringConvertible {
    /// The members of which the client has less than it was granted.
    let shortfalls: [RegistrationShortfall]
    /// The things that it has beyond that, in words for a person.
    let excess: [String]
    /// Whether the client cannot obtain any token that is of use.
    let isUseless: Bool

    /// Holds `response` against what was `asked`; `nil` if nothing is missing and nothing too much.
    ///
    /// A member that the answer does not name says nothing.
    init?(_ response: RegistrationResponse, asked: ClientMetadata, driver: ProviderDriver) {
        var shortfalls: [RegistrationShortfall] = []
        var excess: [String] = []
        var isUseless = false
        let wantedGrants = asked.grantTypes.map(\.rawValue)
        if let granted = response.grantTypes, !wantedGrants.allSatisfy(granted.containsExactly) {
            shortfalls.append(RegistrationShortfall(member: "grant_types", asked: wantedGrants, granted: granted))
            // A refresh token comes only after another grant.
            isUseless = !asked.grantTypes.contains { $0 != .refreshToken && granted.containsExactly($0.rawValue) }
        }
        if let granted = response.scopes {
            if !asked.scopes.allSatisfy(granted.containsExactly) {
                shortfalls.append(
                    RegistrationShortfall(
                        member: "scope", asked: asked.scopes, granted: granted, hint: driver.scopeHint))
                isUseless = isUseless || !asked.scopes.contains(where: granted.containsExactly)
            }
            let extra = granted.filter { !asked.scopes.containsExactly($0) }
            if !extra.isEmpty { excess.append(RegistrationWarning.scopeWider(extra).description) }
        }
        if let granted = response.members["redirect_uris"]?.words {
            let (known, wanted) = (granted.map(Self.comparable), asked.redirectURIs.map(Self.comparable))
            if !wanted.allSatisfy(known.containsExactly) {
                shortfalls.append(
                    RegistrationShortfall(member: "redirect_uris", asked: asked.redirectURIs, granted: granted))
            }
            let extra = granted.filter { !wanted.containsExactly(Self.comparable($0)) }
            if !extra.isEmpty {
                excess.append("the provider also lets codes be sent to \(Redactor.clean(extra, separator: ", "))")
            }
        }
        guard !shortfalls.isEmpty || !excess.isEmpty else { return nil }
        self.shortfalls = shortfalls
        self.excess = excess
        self.isUseless = isUseless
    }

    /// The cause in words for a person.
    var description: String { (shortfalls.map(\.description) + excess).joined(separator: "; ") }

    /// Removes a slash at the end of a URI: some providers put one behind a bare origin.
    private static func comparable(_ uri: String) -> String { uri.hasSuffix("/") ? String(uri.dropLast()) : uri }
}
