/// A public RSA key as a JSON Web Key (RFC 7517 §4).
struct PublishedKey: Encodable, Sendable {
    let kid: String
    let kty = "RSA"
    let alg: String
    let use: String
    let n: String
    let e: String

    private enum CodingKeys: CodingKey {
        case kid, kty, alg, use, n, e
    }
}
