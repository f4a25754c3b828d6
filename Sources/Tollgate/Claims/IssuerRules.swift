internal import TollgateCatalogue

/// An issuer of the catalogue, prepared for reading and checking its tokens.
final class IssuerRules: Sendable {
    /// Its place in the catalogue.
    let index: Int
    /// Its slot in the key store.
    let slot: IssuerSlot
    let name: String
    let issuer: ExactString
    /// What the limiter knows it by.
    let number: IssuerNumber
    let audiences: AudienceSet?
    let tokenTypes: Set<TokenType>
    let scopeClaims: [ClaimPath]
    let clientIDClaims: [ClaimPath]
    let clockSkewSeconds: Int64
    let maximumTokenLifetimeSeconds: Int64?

    init(_ issuer: Issuer, index: Int, slot: IssuerSlot, audiences names: AudienceNames) {
        self.index = index
        self.slot = slot
        name = issuer.name
        self.issuer = ExactString(issuer.issuer)
        number = IssuerNumber(self.issuer)
        audiences =
            switch issuer.audiences {
            case .any: nil
            case .oneOf(let list): names.set(of: list)
            }
        tokenTypes = Set(issuer.tokenTypes.map(TokenType.init))
        scopeClaims = issuer.scopeClaims.map(ClaimPath.init)
        clientIDClaims = issuer.clientIDClaims.map(ClaimPath.init)
        clockSkewSeconds = issuer.clockSkewSeconds
        maximumTokenLifetimeSeconds = issuer.maximumTokenLifetimeSeconds
    }
}
