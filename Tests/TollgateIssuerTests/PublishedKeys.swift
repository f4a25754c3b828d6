import Foundation
import Testing
import TollgateCrypto

/// A JWK Set as a verifier reads it.
struct PublishedKeys: Decodable, Sendable {
    struct Key: Decodable, Hashable, Sendable {
        let kid: String
        let kty: String
        let alg: String
        let use: String
        let n: String
        let e: String
    }

    let keys: [Key]

    init(_ reply: Reply) throws {
        self = try JSONDecoder().decode(PublishedKeys.self, from: Data(reply.bodyText.utf8))
    }

    var signing: [Key] { keys.filter { $0.use == "sig" } }

    /// Says whether a token's signature is that of the published key which the token names.
    func verify(_ token: DecodedToken) throws -> Bool {
        guard let key = signing.first(where: { $0.kid == token.header["kid"] as? String }) else { return false }
        let modulus = try DecodedToken.bytes(key.n)
        let exponent = try DecodedToken.bytes(key.e)
        let rsa = try RS256Key(modulus: modulus.span, exponent: exponent.span)
        return rsa.isValidSignature(token.signature.span, over: token.signingInput.span)
    }
}
