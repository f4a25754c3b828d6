import CLibJWT
import Foundation
import Tollgate
import TollgateCrypto

/// libjwt as a second opinion on tokens: it shares libcrypto with the gate, and nothing else.
@safe
struct LibJWTOracle: Sendable {
    /// The public key that it verifies with.
    let publicKeyPEM: String

    /// An oracle for the tokens of a key pair.
    init(_ key: RSAKeyPair) {
        publicKeyPEM = SubjectPublicKeyInfo.pem(key)
    }

    /// What libjwt makes of a token, or `nil` where it refuses it, or accepts it with another algorithm than RS256.
    ///
    /// - Parameter token: Its bytes; libjwt takes a C string and sees nothing behind a zero byte.
    /// - Returns: The claims that it read.
    func read(_ token: [UInt8]) -> LibJWTClaims? {
        let text = token.map { CChar(bitPattern: $0) } + [0]
        let pem = Array(publicKeyPEM.utf8)
        var decoded: OpaquePointer?
        guard unsafe jwt_decode(&decoded, text, pem, Int32(pem.count)) == 0, let decoded = unsafe decoded else {
            return nil
        }
        defer { unsafe jwt_free(decoded) }
        guard unsafe jwt_get_alg(decoded) == JWT_ALG_RS256 else { return nil }
        var claims: [String: LibJWTClaims.Value] = [:]
        for name in LibJWTClaims.names {
            if let value = unsafe Self.value(of: name, in: decoded) { claims[name] = value }
        }
        return LibJWTClaims(values: claims)
    }

    private static func value(of name: String, in token: OpaquePointer) -> LibJWTClaims.Value? {
        guard let json = unsafe jwt_get_grants_json(token, name) else { return nil }
        defer { unsafe tollgate_jwt_free_string(json) }
        let text = unsafe String(cString: json)
        switch text.utf8.first {
        case UInt8(ascii: "\""):
            return unsafe jwt_get_grant(token, name).map { .string(unsafe String(cString: $0)) } ?? .other
        case UInt8(ascii: "["):
            return (try? JSONDecoder().decode([String].self, from: Data(text.utf8))).map { .strings($0) } ?? .other
        case UInt8(ascii: "{"):
            return .object(json: text)
        default:
            if let whole = Int64(text) { return .integer(whole) }
            return Double(text).map { .real($0) } ?? .other
        }
    }
}
