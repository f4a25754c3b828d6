import Testing
import TollgateCrypto
import TollgateEncoding
import TollgateTesting

@testable import Tollgate

@Suite("A key that the ROCA library made is not used")
struct ROCATests {
    private static let primes = (3...UInt64(167)).filter { number in (2..<number).allSatisfy { number % $0 != 0 } }

    /// Two primes k · M + (65537ᵃ mod M), M being the product of the first 126 primes, made for this test.
    private static let factors = [
        """
        d578db0ced4a50d13f16b5800a686e0b12adf0e6d5516a406f0f752d5a9b6ccd13b6eaa6d2494e4a4de97cf5918dc4d6\
        5ba757c2de4c54e512950f68172368c76efdbcc37113f64393e01bc17ae057929f3e87b4896583d6d49a3b9f1b7a51cd\
        8b871d011bf42b720ff6112c40fcd41d8aa4e5cd2c7a82f8b2896db5d198ee19
        """,
        """
        d2386877d1185fa451ac3c02c4722c977f467855fb0e0374e880a2b4a890672c0a8fcabf6f8a4eec3f2c5a4ba2fd42fb\
        4464941bbd3c5c19076e30bce6cc860dda3e1cca65f22bd4c8209b6ae7fc0b0a6ada6b51bbcb59582cf29d89d62034cd\
        36189cd0d415e62cd18b6219c1ccac03f39a16496b52db9214883c37cc669e8b
        """,
    ]
    /// The private exponent that belongs to their product and 65537.
    private static let privateExponent =
        """
        5e629ecd4da8f556cb49be32f74f7500fc61f0c4a87e847cbc10fe7b3b7390bbd8c14e373d2936c380de288bc58088a2\
        3574037854461525a4c627cd0a524d3cd7daf3fff865b46b942bf01e7cd4e2d0c995dcffc9a6dbf59c1630340a08f40e\
        bb6429c038cb1ab5033b01016a1366d66f1647c37803df65bc578f8cfbdbe62bcc6b5e97187ef614e2c464f44376d74e\
        841328999fd9fd2226cf6cbbd0b085cb339bb6a069f607f65a575a3d743dcd4e52cc26518c93c93b027ada47a8247c3c\
        06433783d30c7ee517d782edde4c0fe825a3a2770d473778e3eb27b7f1f60fc21751f8635f6dd12d3eded14d21d2713f\
        34482a78e6ffc5ce729c39a45f8ed191
        """

    private static func number(_ hexadecimal: String) -> Natural {
        var text = hexadecimal[...]
        var bytes: [UInt8] = []
        while !text.isEmpty {
            bytes.append(UInt8(text.prefix(2), radix: 16) ?? 0)
            text = text.dropFirst(2)
        }
        return Natural(bigEndian: bytes)
    }

    /// The powers of 65537 modulo a prime.
    private static func powers(modulo prime: UInt64) -> [UInt64] {
        var powers: [UInt64] = []
        var power: UInt64 = 1
        while !powers.contains(power) {
            powers.append(power)
            power = power * 65_537 % prime
        }
        return powers
    }

    /// A random odd number of `bits` bits with these rests of the divisions by `primes`, big-endian.
    private static func modulus(bits: Int, rests: [UInt64], _ random: inout SeededGenerator) throws -> [UInt8] {
        // Number and product modulo each prime are carried along: that is quicker than dividing again and again.
        var (number, product) = (Natural(1), Natural(2))
        var numberRests = primes.map { _ in UInt64(1) }
        var productRests = primes.map { _ in UInt64(2) }
        for (place, rest) in rests.enumerated() {
            while numberRests[place] != rest {
                number = number + product
                for other in primes.indices {
                    numberRests[other] = (numberRests[other] + productRests[other]) % primes[other]
                }
            }
            product = product * Natural(primes[place])
            for other in primes.indices { productRests[other] = productRests[other] * primes[place] % primes[other] }
        }
        let factorBits = bits - product.bitCount + 1
        for _ in 0..<1_000 {
            var bytes = (0..<(factorBits + 7) / 8).map { _ in UInt8.random(in: .min ... .max, using: &random) }
            let highest = UInt8(1) << UInt8((factorBits - 1) % 8)
            bytes[0] = bytes[0] & (highest - 1) | highest
            let result = number + product * Natural(bigEndian: bytes)
            if result.bitCount == bits { return try #require(result.bigEndian(count: bits / 8)) }
        }
        throw KeyError.modulusSize(bits: bits)
    }

    private func isROCA(_ modulus: [UInt8]) -> Bool {
        do throws(KeyError) {
            _ = try RS256Key(modulus: modulus.span, exponent: [1, 0, 1].span)
            return false
        } catch {
            return error == .roca
        }
    }

    @Test("Row 25: a true signature by a key with the fingerprint is key_unknown, and the good key beside it works")
    func skipsWeakKeys() throws {
        let modulus = Self.number(Self.factors[0]) * Self.number(Self.factors[1])
        let bytes = try #require(modulus.bigEndian(count: 256))
        let test = try TestGate.unlimited(hasKeys: false)
        let weak = test.forge.webKey([("kid", "\"weak\""), ("n", "\"\(Base64URL.encode(bytes))\"")])
        try test.install(keys: [weak, test.forge.webKey])
        let set = try #require(test.gate.keys.statuses(at: test.clock.instant)[0].keySet)
        #expect(set.entries.map(\.keyID) == [test.forge.keyID])
        #expect(set.skipped == [SkippedKey(keyID: "weak", reason: .roca)])
        #expect(SkippedKey.Reason.roca.rawValue == "roca" && KeyError.roca.code == "roca")

        let token = try test.forge.token(header: "{\"alg\":\"RS256\",\"kid\":\"weak\"}") { input in
            let block = Natural(bigEndian: EncodedMessage.rs256(input, count: 256))
            let signature = block.power(Self.number(Self.privateExponent), modulo: modulus)
            #expect(signature.power(Natural(65_537), modulo: modulus) == block)
            return try #require(signature.bigEndian(count: 256))
        }
        _ = try test.decide(token)
        try test.install(keys: [weak, test.forge.webKey])
        try test.expect(token, .keyUnknown)
        try test.expect(payload: TokenClaims().json, nil)
    }

    @Test(
        "Row 25: a modulus is refused if it is a power of 65537 modulo each of 38 primes, and kept if one of them differs"
    )
    func looksAtEveryPrime() throws {
        #expect(Self.primes.count == 38)
        var random = SeededGenerator(seed: 25)
        for bits in [2_048, 3_072, 4_096] {
            let rests = Self.primes.map { Self.powers(modulo: $0).randomElement(using: &random) ?? 1 }
            #expect(isROCA(try Self.modulus(bits: bits, rests: rests, &random)))
            guard bits == 2_048 else { continue }
            for (place, prime) in Self.primes.enumerated() {
                let powers = Self.powers(modulo: prime)
                for rest in [0, (1..<prime).first { !powers.contains($0) }] {
                    guard let rest else { continue }
                    var changed = rests
                    changed[place] = rest
                    let modulus = try Self.modulus(bits: bits, rests: changed, &random)
                    #expect(!isROCA(modulus), "\(rest) modulo \(prime)")
                }
            }
        }
    }

    @Test("Keys that libcrypto makes, and numbers without small factors, do not have the fingerprint")
    func keepsSoundKeys() throws {
        var random = SeededGenerator(seed: 2_017)
        for _ in 0..<100 {
            let rests = Self.primes.map { UInt64.random(in: 1..<$0, using: &random) }
            #expect(!isROCA(try Self.modulus(bits: 2_048, rests: rests, &random)))
        }
        for _ in 0..<10 { #expect(!isROCA(try RSAKeyPair.generate().modulus)) }
    }
}
