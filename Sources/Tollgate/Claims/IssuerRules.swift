internal import TollgateCatalogue

/// An issuer of the catalogue, prepared for reading and checking its tokens.
final class IssuerRules: Sendable {
    /// Its place in the catalogue, which is also its place in the key store.
    let index: Int
    let name: String
    let issuer: ExactString
    let audiences: [ExactString]?
    let tokenTypes: Set<TokenType>
    let scopeClaims: [ClaimPath]
    let clientIDClaims: [ClaimPath]
    let clockSkewSeconds: Int64
    let maximumTokenLifetimeSeconds: Int64?

    init(_ issuer: Issuer, index: Int) {
        self.index = index
        name = issuer.name
        self.issuer = ExactString(issuer.issuer)
        audiences =
            switch issuer.audiences {
            case .any: nil
            case .oneOf(let list): list.map { ExactString($0) }
            }
        tokenTypes = Set(issuer.tokenTypes.map(TokenType.init))
        scopeClaims = issuer.scopeClaims.map(ClaimPath.init)
        clientIDClaims = issuer.clientIDClaims.map(ClaimPath.init)
        clockSkewSeconds = issuer.clockSkewSeconds
        maximumTokenLifetimeSeconds = issuer.maximumTokenLifetimeSeconds
    }
}
