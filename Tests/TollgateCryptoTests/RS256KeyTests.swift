import Foundation
import Testing
import Tollgate
import TollgateEncoding
import TollgateSigning
import TollgateTesting

@testable import TollgateCrypto

@Suite("An RS256 key verifies what its owner signed, and nothing else")
struct RS256KeyTests {
    /// A token and the public key that it verifies with: one of the files in Fixtures/Vectors.
    struct Example: Decodable {
        let n: String
        let e: String
        let token: String

        static func load(_ name: String) throws -> Example {
            let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            let file = folder.appending(path: "../../Fixtures/Vectors/\(name).json")
            return try JSONDecoder().decode(Example.self, from: Data(contentsOf: file))
        }
    }

    @Test(
        "The examples of RFC 7515, A.2 and RFC 7520, 4.1 verify, and no bit of their signatures can be flipped or cut off",
        arguments: ["rfc7515-a2", "rfc7520-4.1"])
    func verifiesTheExamples(name: String) throws {
        let example = try Example.load(name)
        let modulus = try #require(Base64URL.decode(example.n))
        let exponent = try #require(Base64URL.decode(example.e))
        let key = try RS256Key(modulus: modulus.span, exponent: exponent.span)
        let dot = try #require(example.token.lastIndex(of: "."))
        let message = Array(example.token[..<dot].utf8)
        let signature = try #require(Base64URL.decode(example.token[example.token.index(after: dot)...]))

        let isValid = key.isValidSignature(signature.span, over: message.span)
        #expect(isValid)
        #expect(key.modulusBits == 2048)
        #expect(signature.count == 256)
        for bit in 0..<(signature.count * 8) {
            var flipped = signature
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            let isValid = key.isValidSignature(flipped.span, over: message.span)
            #expect(!isValid)
        }
        for length in 0..<signature.count {
            let isHeadValid = key.isValidSignature(Array(signature.prefix(length)).span, over: message.span)
            let isTailValid = key.isValidSignature(Array(signature.suffix(length)).span, over: message.span)
            #expect(!isHeadValid && !isTailValid)
        }
    }

    @Test(
        "Keys outside of the usable-key rule are refused for their own reason",
        arguments: [
            (1024, 3, KeyError.modulusSize(bits: 1024)), (2047, 65_537, .modulusSize(bits: 2047)),
            (4097, 65_537, .modulusSize(bits: 4097)), (0, 65_537, .modulusSize(bits: 0)), (2048, 3, .exponent),
            (2048, 65_535, .exponent), (2048, 65_538, .exponent), (2048, 1, .exponent), (2048, 0, .exponent),
            (2048, 1 << 33 + 1, .exponent),
        ])
    func refusesUnsoundKeys(bits: Int, exponent: UInt64, expected: KeyError) {
        var modulus = [UInt8](repeating: 0xFF, count: (bits + 7) / 8)
        if bits % 8 != 0, !modulus.isEmpty { modulus[0] = 0xFF >> UInt8(8 - bits % 8) }
        let exponentBytes = (0..<8).reversed().map { UInt8(truncatingIfNeeded: exponent >> UInt64($0 * 8)) }
        #expect(throws: expected) { try RS256Key(modulus: modulus.span, exponent: exponentBytes.span) }
    }

    @Test("An even modulus is refused")
    func refusesEvenModulus() {
        let modulus = [UInt8](repeating: 0xFE, count: 256)
        #expect(throws: KeyError.modulusEven) { try RS256Key(modulus: modulus.span, exponent: [1, 0, 1].span) }
    }

    @Test("Leading zero bytes change neither the key nor which signatures it accepts")
    func ignoresLeadingZeros() throws {
        let pair = try RSAKeyPair.generate()
        let padded = [0, 0] + pair.modulus
        let key = try RS256Key(modulus: pair.modulus.span, exponent: pair.exponent.span)
        let same = try RS256Key(modulus: padded.span, exponent: ([0] + pair.exponent).span)
        #expect(key == same)
        let signature = try pair.signature(over: [1, 2, 3])
        let message: [UInt8] = [1, 2, 3]
        let isValid = same.isValidSignature(signature.span, over: message.span)
        #expect(isValid)
    }

    @Test("A token that libjwt signed verifies, also from many tasks at once")
    func verifiesWhatLibJWTSigns() async throws {
        let pair = try RSAKeyPair.generate()
        let token = try TokenSigner(privateKeyPEM: pair.privateKeyPEM, keyID: "k").sign(claimsJSON: "{\"iss\":\"me\"}")
        let dot = try #require(token.lastIndex(of: "."))
        let message = Array(token[..<dot].utf8)
        let signature = try #require(Base64URL.decode(token[token.index(after: dot)...]))
        let key = try RS256Key(modulus: pair.modulus.span, exponent: pair.exponent.span)
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<200 { group.addTask { key.isValidSignature(signature.span, over: message.span) } }
            for await isValid in group { #expect(isValid) }
        }
    }
}
