import JWTKit

/// The claims that a service would ask jwt-kit for.
struct AccessTokenPayload: JWTPayload {
    var iss: IssuerClaim
    var exp: ExpirationClaim
    var scope: String
    var azp: String

    func verify(using key: some JWTAlgorithm) throws {
        try exp.verifyNotExpired()
    }
}
