internal import TollgateCatalogue
internal import TollgateEncoding

/// An issuer of the catalogue, prepared for reading and checking its tokens.
final class CompiledIssuer: Sendable {
    /// Its place in the catalogue.
    let place: Int
    /// Its slot in the key store.
    let slot: IssuerSlot
    let name: String
    let issuer: ExactString
    /// Its identifier as the limiter keeps it.
    let interned: InternedIssuer
    let audiences: AudienceSet?
    let tokenTypes: Set<TokenType>
    let scopeClaims: [ClaimPath]
    let mergesScopeClaims: Bool
    let clientIDClaims: [ClaimPath]
    let clockSkewSeconds: Int64
    let maximumTokenLifetimeSeconds: Int64?

    init(_ issuer: Issuer, place: Int, slot: IssuerSlot, audiences names: AudienceNames) {
        self.place = place
        self.slot = slot
        name = issuer.name
        self.issuer = ExactString(issuer.issuer)
        interned = InternedIssuer(self.issuer)
        audiences =
            switch issuer.audiences {
            case .any: nil
            case .oneOf(let list): names.set(of: list)
            }
        tokenTypes = Set(issuer.tokenTypes.map(TokenType.init))
        scopeClaims = issuer.scopeClaims.map(ClaimPath.init)
        mergesScopeClaims = issuer.mergesScopeClaims
        clientIDClaims = issuer.clientIDClaims.map(ClaimPath.init)
        clockSkewSeconds = issuer.clockSkewSeconds
        maximumTokenLifetimeSeconds = issuer.maximumTokenLifetimeSeconds
    }
}
