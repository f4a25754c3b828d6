import Testing
import TollgateSigning

@testable import TollgateCrypto

@Suite("Digests, sealed boxes and comparisons")
struct PrimitiveTests {
    private func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    @Test(
        "SHA-256 gives the digests of FIPS 180-4's examples",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ])
    func hashes(message: String, digest: String) {
        let bytes = Array(message.utf8)
        let result = SHA256.digest(of: bytes.span)
        #expect(hexadecimal(result) == digest)
    }

    @Test("A sealed box opens with the same key and additional data only, and no bit of it can be flipped")
    func sealsBoxes() throws {
        let cipher = try AES256GCM(key: RandomBytes.generate(count: 32))
        let box = try cipher.seal(Array("secret".utf8), additionalData: Array("row 1".utf8))
        #expect(try cipher.open(box, additionalData: Array("row 1".utf8)) == Array("secret".utf8))
        #expect(throws: CryptoFailure.self) { try cipher.open(box, additionalData: Array("row 2".utf8)) }
        let other = try AES256GCM(key: RandomBytes.generate(count: 32))
        #expect(throws: CryptoFailure.self) { try other.open(box, additionalData: Array("row 1".utf8)) }
        for bit in 0..<(box.count * 8) {
            var flipped = box
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: CryptoFailure.self) { try cipher.open(flipped, additionalData: Array("row 1".utf8)) }
        }
        for length in 0..<box.count {
            #expect(throws: CryptoFailure.self) {
                try cipher.open(Array(box.prefix(length)), additionalData: Array("row 1".utf8))
            }
        }
    }

    @Test("Empty values can be sealed, and the same value never gives the same box twice")
    func sealsEmptyValues() throws {
        let cipher = try AES256GCM(key: RandomBytes.generate(count: 32))
        let first = try cipher.seal([], additionalData: [])
        let second = try cipher.seal([], additionalData: [])
        #expect(first != second)
        #expect(try cipher.open(first, additionalData: []) == [])
    }

    @Test("A key that is not 32 bytes long is refused")
    func refusesShortKeys() {
        #expect(throws: CryptoFailure.self) { try AES256GCM(key: [1, 2, 3]) }
    }

    @Test("Secrets are equal only byte for byte")
    func comparesSecrets() {
        #expect(ConstantTime.areEqual("abc", "abc"))
        #expect(!ConstantTime.areEqual("abc", "abd"))
        #expect(!ConstantTime.areEqual("abc", "abcd"))
        #expect(!ConstantTime.areEqual("\u{E9}", "e\u{301}"))
    }

    @Test("What is no claims object or no key is refused instead of signed")
    func refusesToSign() throws {
        let pair = try RSAKeyPair.generate()
        #expect(throws: SigningError.claimsRefused) {
            try TokenSigner(privateKeyPEM: pair.privateKeyPEM, keyID: "k").sign(claimsJSON: "[")
        }
        #expect(throws: SigningError.keyRefused) {
            try TokenSigner(privateKeyPEM: "no key", keyID: "k").sign(claimsJSON: "{}")
        }
    }

    @Test("What holds a private key shows nothing of it in descriptions and dumps")
    func hidesKeys() throws {
        let pair = try RSAKeyPair.generate(bits: 1024)
        let pem = pair.privateKeyPEM.split(separator: "\n").dropFirst().first.map(String.init)
        let canary = try #require(pem)
        let cipher = try AES256GCM(key: [UInt8](repeating: 173, count: 32))
        let signer = TokenSigner(privateKeyPEM: pair.privateKeyPEM, keyID: "k-1")
        let values: [Any] = [pair, cipher, signer, Optional(pair) as Any, [signer], (cipher, 1)]
        for value in values {
            var dumped = ""
            dump(value, to: &dumped)
            for text in ["\(value)", String(describing: value), String(reflecting: value), dumped] {
                #expect(!text.contains(canary))
                #expect(!text.contains("PRIVATE KEY"))
                #expect(!text.contains("173"))
            }
        }
        #expect("\(signer)".contains("k-1"))
        #expect("\(pair)".contains("1024 bits"))
    }
}
