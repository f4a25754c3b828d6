internal import Foundation
internal import TollgateCrypto
internal import TollgateEncoding

/// An access token that this issuer has issued and that is still good.
struct IssuedToken: Sendable {
    let clientID: String
    let scopes: [String]

    private struct Header: Decodable {
        let kid: String
    }

    private struct Claims: Decodable {
        let iss: String
        let exp: Int64
        let azp: String
        let scope: String
    }

    /// Reads a bearer token; `nil` for one that is not the realm's, has expired, or belongs to a client that is gone.
    init?(_ token: String, in realm: Realm) {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header: Header = Self.decode(parts[0]),
            let verifier = realm.publishedKeys.first(where: { $0.id == header.kid })?.verifier,
            let signature = Base64URL.decode(parts[2])
        else { return nil }
        let signed = Array("\(parts[0]).\(parts[1])".utf8)
        // Only what this key has signed is looked at.
        guard verifier.isValidSignature(signature.span, over: signed.span), let claims: Claims = Self.decode(parts[1]),
            claims.iss == realm.urls.issuer, claims.exp > realm.configuration.now(), realm.client(claims.azp) != nil
        else { return nil }
        clientID = claims.azp
        scopes = claims.scope.split(separator: " ").map(String.init)
    }

    private static func decode<Value: Decodable>(_ part: Substring) -> Value? {
        Base64URL.decode(part).flatMap { try? JSONDecoder().decode(Value.self, from: Data($0)) }
    }
}
