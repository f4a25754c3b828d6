import Testing
import Tollgate
import TollgateCrypto
import TollgateEncoding
import TollgateTesting

@Suite("Attacks on the signature")
struct SignatureAttackTests {
    /// A good token in its parts.
    private struct Signed {
        let test: TestGate
        let input: String
        let signature: [UInt8]

        init(number: Int = 0) throws {
            test = try TestGate.unlimited()
            input = test.forge.signingInput(payload: TokenClaims().with("jti", "\"\(number)\"").json)
            signature = try test.forge.signature(over: Array(input.utf8))
        }

        func expect(
            _ signature: [UInt8], _ expected: Rejection?, sourceLocation: SourceLocation = #_sourceLocation
        ) throws {
            try test.expect("\(input).\(Base64URL.encode(signature))", expected, sourceLocation: sourceLocation)
        }
    }

    @Test("Row 22: no bit of a signature can be flipped, and no byte cut off or added at either end")
    func refusesEveryOtherSignature() throws {
        let signed = try Signed()
        #expect(signed.signature.count == 256)
        for bit in 0..<2_048 {
            var flipped = signed.signature
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            try signed.expect(flipped, .signatureInvalid)
        }
        for length in 1..<256 {
            try signed.expect(Array(signed.signature.prefix(length)), .signatureInvalid)
            try signed.expect(Array(signed.signature.suffix(length)), .signatureInvalid)
        }
        for count in [1, 2, 4, 256, 1_024] {
            for byte in [0x00, 0x01, 0xFF] as [UInt8] {
                let more = [UInt8](repeating: byte, count: count)
                try signed.expect(more + signed.signature, .signatureInvalid)
                try signed.expect(signed.signature + more, .signatureInvalid)
            }
        }
        try signed.expect(signed.signature + signed.signature, .signatureInvalid)
        try signed.expect(signed.signature.reversed(), .signatureInvalid)
        try signed.test.expect(signed.input + ".", .tokenMalformed)
        try signed.expect(signed.signature, nil)
    }

    @Test("Row 22: 0, 1, n - 1, n, n + 1, the largest number and n - s are signature_invalid")
    func refusesSpecialNumbers() throws {
        let signed = try Signed()
        let n = Natural(bigEndian: signed.test.forge.keyPair.modulus)
        let s = Natural(bigEndian: signed.signature)
        let largest = [UInt8](repeating: 0xFF, count: 256)
        for number in [Natural(0), Natural(1), Natural(2), n - Natural(1), n, n + Natural(1), n - s] {
            guard let bytes = number.bigEndian(count: 256) else { continue }
            try signed.expect(bytes, .signatureInvalid)
        }
        try signed.expect(largest, .signatureInvalid)
        for length in [1, 32, 64, 128, 255, 257, 384, 512, 1_024] {
            try signed.expect([UInt8](repeating: 0, count: length), .signatureInvalid)
            try signed.expect([UInt8](repeating: 0, count: length - 1) + [1], .signatureInvalid)
        }
    }

    @Test("Row 22: a signature with the modulus added, which is the same number to careless verifiers, is refused")
    func refusesSignaturesAboveTheModulus() throws {
        let n = Natural(bigEndian: try Forge.shared.get().keyPair.modulus)
        // Only small signatures have room for it; they take some looking for.
        for number in 0..<20_000 {
            let input = try Forge.shared.get().signingInput(payload: TokenClaims().with("jti", "\"\(number)\"").json)
            let signature = try Forge.shared.get().signature(over: Array(input.utf8))
            guard let larger = (Natural(bigEndian: signature) + n).bigEndian(count: 256) else { continue }
            let signed = try Signed(number: number)
            #expect(signed.signature == signature)
            try signed.expect(larger, .signatureInvalid)
            try signed.expect(signature, nil)
            return
        }
        Issue.record("no signature is small enough")
    }

    @Test("Row 22: a signature that begins with a zero byte is accepted with it and refused without it")
    func keepsLeadingZeros() throws {
        let forge = try Forge.shared.get()
        for number in 0..<20_000 {
            let input = forge.signingInput(payload: TokenClaims().with("jti", "\"\(number)\"").json)
            let signature = try forge.signature(over: Array(input.utf8))
            guard signature[0] == 0 else { continue }
            let signed = try Signed(number: number)
            try signed.expect(signature, nil)
            try signed.expect(Array(signature.dropFirst()), .signatureInvalid)
            try signed.expect([0] + signature, .signatureInvalid)
            try signed.expect(Array(signature.dropFirst()) + [0], .signatureInvalid)
            return
        }
        Issue.record("no signature begins with a zero byte")
    }

    @Test("Row 22: a signature over anything but header, dot and payload as they stand is signature_invalid")
    func refusesSignaturesOverOtherTexts() throws {
        let signed = try Signed()
        let parts = signed.input.split(separator: ".").map(String.init)
        let forge = signed.test.forge
        for text in [
            parts[0], parts[1], parts[0] + parts[1], parts[1] + "." + parts[0], "." + parts[1], parts[0] + ".",
            signed.input + ".", signed.input + "\n", signed.input.lowercased(), TokenClaims().json,
            forge.header + "." + TokenClaims().json, forge.signingInput(payload: TokenClaims().with("jti", "1").json),
            "",
        ] {
            try signed.expect(try forge.signature(over: Array(text.utf8)), .signatureInvalid)
        }
        // A good signature of one token makes no other token good.
        let other = try Signed(number: 1)
        try signed.expect(other.signature, .signatureInvalid)
        try signed.expect(try Forge.other.get().signature(over: Array(signed.input.utf8)), .signatureInvalid)
        try signed.expect(signed.signature, nil)
    }

    @Test(
        "Row 23: the owner's signature over any other block than RS256's exact one is signature_invalid",
        arguments: ForgedBlock.all)
    func refusesOtherBlocks(forged: ForgedBlock) throws {
        let signed = try Signed()
        let key = try RawRSA(signed.test.forge.keyPair)
        let block = forged.make(EncodedMessage.sha256Prefix + EncodedMessage.sha256(Array(signed.input.utf8)))
        try #require(block.count == 256 && Natural(bigEndian: block) < key.modulus)
        try signed.expect(try key.signature(of: block), .signatureInvalid)
    }

    @Test("Row 23: the code that this suite attacks with makes the owner's own signature of RS256's exact block")
    func canForge() throws {
        let signed = try Signed()
        let key = try RawRSA(signed.test.forge.keyPair)
        let right = try key.signature(of: EncodedMessage.rs256(Array(signed.input.utf8), count: 256))
        #expect(right == signed.signature)
        try signed.expect(right, nil)
    }

    @Test("Row 23: a key with e = 3 verifies nothing, and the cube root that forges its signature is key_unknown")
    func refusesCubeRoots() throws {
        let test = try TestGate.unlimited(hasKeys: false)
        let weak = test.forge.webKey([("kid", "\"weak\""), ("e", "\"Aw\"")])
        try test.install(keys: [test.forge.webKey, weak])
        let status = test.gate.keys.statuses(at: test.clock.instant)[0]
        #expect(status.keySet?.skipped.map(\.keyID) == ["weak"])
        #expect(status.keySet?.skipped.map(\.reason) == [.exponent])

        // Bleichenbacher 2006: the right block, short padding, and a tail that makes it nearly a cube.
        let header = "{\"alg\":\"RS256\",\"kid\":\"weak\"}"
        let input = test.forge.signingInput(header: header)
        let start =
            [0x00, 0x01] + [UInt8](repeating: 0xFF, count: 8) + [0x00] + EncodedMessage.sha256Prefix
            + EncodedMessage.sha256(Array(input.utf8))
        let root = Natural(bigEndian: start + [UInt8](repeating: 0xFF, count: 256 - start.count)).cubeRoot
        let cube = try #require((root * root * root).bigEndian(count: 256))
        #expect(Array(cube.prefix(start.count)) == start)
        let forged = try #require(root.bigEndian(count: 256))
        let token = "\(input).\(Base64URL.encode(forged))"
        _ = try test.decide(token)
        try test.install(keys: [test.forge.webKey, weak])
        try test.expect(token, .keyUnknown)
        // Under the kid of the sound key it is nothing either.
        let sound = "\(test.forge.signingInput()).\(Base64URL.encode(forged))"
        try test.expect(sound, .signatureInvalid)
        try test.expect(payload: TokenClaims().json, nil)
    }

    @Test("Row 24: an RSASSA-PSS signature of the key's owner is signature_invalid, with every length of salt")
    func refusesPSS() throws {
        let signed = try Signed()
        let key = try RawRSA(signed.test.forge.keyPair)
        for saltCount in [0, 20, 32, 222] {
            let block = EncodedMessage.ps256(Array(signed.input.utf8), count: 256, saltCount: saltCount)
            try signed.expect(try key.signature(of: block), .signatureInvalid)
        }
        try signed.expect(signed.signature, nil)
    }

    @Test("Row 24: a signature of the key's owner with SHA-384 or SHA-512 is signature_invalid under alg RS256")
    func refusesOtherDigests() throws {
        let signed = try Signed()
        let key = try RawRSA(signed.test.forge.keyPair)
        let message = Array(signed.input.utf8)
        for block in [EncodedMessage.rs384(message, count: 256), EncodedMessage.rs512(message, count: 256)] {
            try signed.expect(try key.signature(of: block), .signatureInvalid)
        }
    }

    @Test("Row 24: the code that this suite attacks with is SHA-384 and SHA-512 (FIPS 180-4, message abc)")
    func knowsSHA2() {
        func text(_ bytes: [UInt8]) -> String { bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
        #expect(
            text(SHA2.sha512(Array("abc".utf8)))
                == "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f")
        #expect(
            text(SHA2.sha384(Array("abc".utf8)))
                == "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
                + "8086072ba1e7cc2358baeca134c825a7")
    }
}
