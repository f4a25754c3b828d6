import Testing
import TollgateTesting

@testable import TollgateCrypto

/// Whether the processor has what the kernel needs.
private let isPossible = RSAVerifier.current != .libcrypto(.processor)

@Suite("The RSA kernel gives the values that libcrypto gives", .enabled(if: isPossible, "no AVX-512 IFMA"))
struct RSAKernelTests {
    /// Moduli with long runs of ones and zeros, the smallest and the largest of each size among them.
    static let crafted: [[UInt8]] = [256, 384, 512].flatMap { (count: Int) -> [[UInt8]] in
        let half = count / 2
        let (zeros, ones) = ([UInt8](repeating: 0, count: half), [UInt8](repeating: 0xFF, count: half))
        var moduli: [[UInt8]] = [zeros + zeros, ones + ones, ones + ones, ones + zeros, zeros + ones]
        moduli[2][0] = 0x80
        for place in moduli.indices {
            moduli[place][0] |= 0x80
            moduli[place][count - 1] |= 1
        }
        return moduli
    }

    /// Values at the ends of the range, and such that limbs of 52 bits are all ones, all zeros, or change between both.
    static func values(below modulus: [UInt8], _ generator: inout SeededGenerator) -> [[UInt8]] {
        let count = modulus.count
        var largest = modulus
        largest[count - 1] -= 1
        var values = [[UInt8](repeating: 0, count: count), modulus, largest, [UInt8](repeating: 0xFF, count: count)]
        for bit in stride(from: 0, to: count * 8, by: 52) {
            var power = [UInt8](repeating: 0, count: count)
            power[count - 1 - bit / 8] = 1 << UInt8(bit % 8)
            var ones = [UInt8](repeating: 0, count: count)
            for byte in 0..<(bit / 8) { ones[count - 1 - byte] = 0xFF }
            values += [power, ones]
        }
        for _ in 0..<20 { values.append((0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }) }
        return values
    }

    @Test("For crafted moduli and values, with four lanes and with eight", arguments: crafted, [4, 8])
    func agreesOnCraftedNumbers(modulus: [UInt8], lanes: Int) throws {
        var generator = SeededGenerator(seed: UInt64(modulus.count + lanes))
        let kernel = try #require(RSAKernel(modulus: modulus, lanes: lanes))
        for value in Self.values(below: modulus, &generator) {
            #expect(kernel.power(value) == BigNumber.power(value.span, 65_537, modulo: modulus.span), "\(value)")
        }
    }

    @Test("For random moduli and values", arguments: [2048, 3072, 4096], [4, 8])
    func agreesOnRandomNumbers(bits: Int, lanes: Int) throws {
        var generator = SeededGenerator(seed: UInt64(bits + lanes))
        for _ in 0..<10 {
            var modulus = (0..<(bits / 8)).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            modulus[0] |= 0x80
            modulus[modulus.count - 1] |= 1
            let kernel = try #require(RSAKernel(modulus: modulus, lanes: lanes))
            for value in Self.values(below: modulus, &generator).suffix(40) {
                #expect(kernel.power(value) == BigNumber.power(value.span, 65_537, modulo: modulus.span), "\(value)")
            }
        }
    }

    @Test("What its owner signed verifies, and nothing else: no bit may be flipped", arguments: [2048, 3072, 4096])
    func verifiesSignatures(bits: Int) throws {
        let pair = try RSAKeyPair.generate(bits: bits)
        let message: [UInt8] = Array("header.payload".utf8)
        let signature = try pair.signature(over: message)
        for lanes in [4, 8] {
            let kernel = try #require(RSAKernel(modulus: pair.modulus, lanes: lanes))
            var hash = InlineArray<32, UInt8>(repeating: 0)
            for (place, byte) in SHA256.digest(of: message.span).enumerated() { hash[place] = byte }
            let isValid = kernel.isValid(signature: signature.span, hash: hash)
            #expect(isValid)
            for bit in stride(from: 0, to: bits, by: 7) {
                var flipped = signature
                flipped[bit / 8] ^= 1 << UInt8(bit % 8)
                let isValid = kernel.isValid(signature: flipped.span, hash: hash)
                #expect(!isValid)
            }
            for bit in 0..<256 {
                hash[bit / 8] ^= 1 << UInt8(bit % 8)
                let isValid = kernel.isValid(signature: signature.span, hash: hash)
                #expect(!isValid)
                hash[bit / 8] ^= 1 << UInt8(bit % 8)
            }
        }
    }

    @Test("Its fixed vectors are what other arithmetic made of them, and a wrong kernel would be found out")
    func selfTest() {
        #expect(RSASelfTest.passes(lanes: 4))
        #expect(RSASelfTest.passes(lanes: 8))
        #expect(!RSASelfTest.passes(lanes: 5))
    }

    @Test("Other sizes, even moduli and moduli with a leading zero are not its own")
    func refusesOtherModuli() {
        for modulus in [
            [UInt8](repeating: 0xFF, count: 255), [UInt8](repeating: 0xFE, count: 256),
            [0x7F] + [UInt8](repeating: 0xFF, count: 255), [],
        ] {
            #expect(RSAKernel(modulus: modulus, lanes: 8) == nil)
        }
        #expect(RSAKernel(modulus: Self.crafted[1], exponent: 3) == nil)
    }
}
