internal import TollgateConcurrency

/// A token whose signature was verified, and what it says.
///
/// Whether it may pass is another question.
public final class VerifiedToken: Sendable {
    /// What it says.
    public let claims: Claims
    /// The issuer that its `iss` names, if the gate knows it.
    let issuer: IssuerRules?
    /// The `typ` of its header.
    let type: TokenType

    /// What its scopes amount to on the APIs that it was used on, by the catalogue that says so, which never changes.
    private let grants = Lock<[(catalogue: ObjectIdentifier, api: Int, grant: ResolvedGrant)]>([])

    init(claims: Claims, issuer: IssuerRules?, type: TokenType) {
        self.claims = claims
        self.issuer = issuer
        self.type = type
    }

    /// The grant on an API of a catalogue, resolved at the first time.
    func grant(on api: Int, of catalogue: GateCatalogue, _ resolve: () -> Grant) -> ResolvedGrant {
        let id = ObjectIdentifier(catalogue)
        let known = grants.withLock { grants in grants.first { $0.api == api && $0.catalogue == id }?.grant }
        if let known { return known }
        let grant = ResolvedGrant(resolve())
        grants.withLock { grants in
            if grants.count < Self.maximumGrants { grants.append((id, api, grant)) }
        }
        return grant
    }

    /// A token for more APIs than this is resolved anew for the rest.
    private static let maximumGrants = 4
}
