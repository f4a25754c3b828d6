import Foundation
import Tollgate
import TollgateCrypto
import TollgateEncoding

/// A new RSA key with its private parts as a JSON Web Key (RFC 7518 §6.3.2), the only form in which Glewlwyd takes
/// more than one key.
struct PrivateSigningKey: Sendable {
    let keyID: String
    /// The key as one JSON object.
    ///
    /// Never log it.
    let json: String

    static func generate(keyID: String) throws -> PrivateSigningKey {
        try PrivateSigningKey(keyID: keyID, pem: RSAKeyPair.generate().privateKeyPEM)
    }

    /// Reads a key from PKCS #8 PEM (RFC 5958 around RFC 8017 A.1.2).
    init(keyID: String, pem: String) throws {
        let base64 = pem.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("-----") }.joined()
        var outermost = DERReader(ArraySlice(Data(base64Encoded: base64) ?? Data()))
        var info = DERReader(try outermost.read(DERReader.sequence))
        _ = try info.readInteger()  // The version.
        _ = try info.read(DERReader.sequence)  // The algorithm.
        var wrapped = DERReader(try info.read(DERReader.octetString))
        var key = DERReader(try wrapped.read(DERReader.sequence))
        _ = try key.readInteger()  // The version.
        // The order of RSAPrivateKey.
        let members = try ["n", "e", "d", "p", "q", "dp", "dq", "qi"].map { name in
            #""\#(name)":"\#(Base64URL.encode(try key.readInteger()))""#
        }
        self.keyID = keyID
        json =
            #"{"kty":"RSA","use":"sig","alg":"RS256","kid":"\#(keyID)",\#(members.joined(separator: ","))}"#
    }
}
