internal import TollgateCatalogue

/// What a provider's books lack of what a client was granted, and what they have beyond it.
struct RegistrationDrift: Sendable, CustomStringConvertible {
    /// Where the client has less than it was granted.
    let shortfalls: [RegistrationShortfall]
    /// Where it has more, in words for a person.
    let excess: [String]
    /// Whether the client cannot obtain any token that is of use.
    let isUseless: Bool

    /// Holds `response` against what was `asked`; `nil` if nothing is missing and nothing too much.
    ///
    /// What the answer does not name says nothing.
    init?(_ response: RegistrationResponse, asked: ClientMetadata, driver: ProviderDriver) {
        var shortfalls: [RegistrationShortfall] = []
        var excess: [String] = []
        var isUseless = false
        if let granted = response.grantTypes, !asked.grantTypes.allSatisfy(granted.containsExactly) {
            shortfalls.append(RegistrationShortfall(member: "grant_types", asked: asked.grantTypes, granted: granted))
            // A refresh token comes only after another grant.
            isUseless = Set(asked.grantTypes).intersection(granted).subtracting(["refresh_token"]).isEmpty
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

    /// What is wrong, in words for a person.
    var description: String { (shortfalls.map(\.description) + excess).joined(separator: "; ") }

    /// Some providers put a slash behind a bare origin.
    private static func comparable(_ uri: String) -> String { uri.hasSuffix("/") ? String(uri.dropLast()) : uri }
}
