internal import CLibJWT

/// Signs RS256 JSON Web Tokens (RFC 7519) with libjwt: the embedded issuer's tokens and client assertions.
///
/// It is never on the path of a request that the gate decides.
@safe
package struct TokenSigner: Sendable {
    private let privateKeyPEM: String
    private let keyID: String

    /// A signer with this key.
    ///
    /// - Parameters:
    ///   - privateKeyPEM: An RSA private key as PEM.
    ///   - keyID: The `kid` that goes into each header (RFC 7515 §4.1.4).
    package init(privateKeyPEM: String, keyID: String) {
        self.privateKeyPEM = privateKeyPEM
        self.keyID = keyID
    }

    /// Signs the compact token with these claims.
    ///
    /// The header is `alg`, `kid` and `typ: JWT`, as Keycloak's is.
    ///
    /// - Parameter claimsJSON: The claims set, a JSON object.
    /// - Returns: The token in compact serialization.
    /// - Throws: ``SigningError/claimsRefused`` where the claims are no JSON object, ``SigningError/keyRefused`` where
    ///   the private key is no RSA key in PEM, ``SigningError/outOfMemory``.
    package func sign(claimsJSON: String) throws(SigningError) -> String {
        var token: OpaquePointer?
        guard unsafe jwt_new(&token) == 0, let token = unsafe token else { throw .outOfMemory }
        defer { unsafe jwt_free(token) }
        guard unsafe jwt_add_grants_json(token, claimsJSON) == 0 else { throw .claimsRefused }
        guard unsafe jwt_add_header(token, "kid", keyID) == 0 else { throw .outOfMemory }
        let pem = Array(privateKeyPEM.utf8)
        guard unsafe jwt_set_alg(token, JWT_ALG_RS256, pem, Int32(clamping: pem.count)) == 0 else {
            throw .keyRefused
        }
        guard let text = unsafe jwt_encode_str(token) else { throw .keyRefused }
        defer { unsafe tollgate_jwt_free_string(text) }
        return unsafe String(cString: text)
    }
}

extension TokenSigner: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The name of the key, without the key.
    package var description: String { "token signer \(keyID) <redacted>" }
    /// The name of the key, without the key.
    package var debugDescription: String { description }
    /// Nothing of the key: `dump` and reflection see no child that holds it.
    package var customMirror: Mirror { Mirror(self, children: ["keyID": keyID]) }
}
