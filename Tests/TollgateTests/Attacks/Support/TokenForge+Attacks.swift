import Tollgate
import TollgateCrypto
import TollgateEncoding
import TollgateTesting

extension TokenForge {
    /// Header, dot and payload: what is signed.
    func signingInput(payload: String? = nil, header: String? = nil) -> String {
        let header = Base64URL.encode(Array((header ?? self.header).utf8))
        return header + "." + Base64URL.encode(Array((payload ?? TokenClaims().json).utf8))
    }

    /// A token whose third part is whatever `sign` makes of the signing input.
    func token(
        payload: String? = nil, header: String? = nil, signedBy sign: ([UInt8]) throws -> [UInt8]
    ) rethrows -> String {
        let input = signingInput(payload: payload, header: header)
        return input + "." + Base64URL.encode(try sign(Array(input.utf8)))
    }

    /// The public key as a JWK without `use` and `alg`, with members replaced, added, or left out where there is `nil`.
    func webKey(_ changes: [(name: String, json: String?)]) -> String {
        var members = [
            ("kty", "\"RSA\""), ("kid", "\"\(keyID)\""), ("n", "\"\(Base64URL.encode(keyPair.modulus))\""),
            ("e", "\"\(Base64URL.encode(keyPair.exponent))\""),
        ]
        for (name, value) in changes {
            members.removeAll { $0.0 == name }
            if let value { members.append((name, value)) }
        }
        return "{" + members.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
    }
}
