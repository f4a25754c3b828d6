/// SHA-512 and SHA-384 (FIPS 180-4 §6.4, §6.5), for signatures with the wrong digest: the product has only SHA-256.
enum SHA2 {
    static func sha512(_ message: [UInt8]) -> [UInt8] {
        digest(
            message,
            [
                0x6a09_e667_f3bc_c908, 0xbb67_ae85_84ca_a73b, 0x3c6e_f372_fe94_f82b, 0xa54f_f53a_5f1d_36f1,
                0x510e_527f_ade6_82d1, 0x9b05_688c_2b3e_6c1f, 0x1f83_d9ab_fb41_bd6b, 0x5be0_cd19_137e_2179,
            ])
    }

    static func sha384(_ message: [UInt8]) -> [UInt8] {
        Array(
            digest(
                message,
                [
                    0xcbbb_9d5d_c105_9ed8, 0x629a_292a_367c_d507, 0x9159_015a_3070_dd17, 0x152f_ecd8_f70e_5939,
                    0x6733_2667_ffc0_0b31, 0x8eb4_4a87_6858_1511, 0xdb0c_2e0d_64f9_8fa7, 0x47b5_481d_befa_4fa4,
                ]
            ).prefix(48))
    }

    /// The first 64 bits of the fractional parts of the cube roots of the first 80 primes.
    private static let constants: [UInt64] = {
        var constants: [UInt64] = []
        var candidate: UInt64 = 2
        while constants.count < 80 {
            if (2..<candidate).allSatisfy({ candidate % $0 != 0 }) {
                // The cube root of candidate · 2¹⁹² is that of candidate, 64 bits to the left.
                let bytes = [UInt8(candidate >> 8), UInt8(candidate & 0xFF)] + [UInt8](repeating: 0, count: 24)
                let root = Natural(bigEndian: bytes).cubeRoot.bigEndian(count: 16) ?? []
                constants.append(root.suffix(8).reduce(0) { $0 << 8 | UInt64($1) })
            }
            candidate += 1
        }
        return constants
    }()

    private static func digest(_ message: [UInt8], _ initial: [UInt64]) -> [UInt8] {
        let bitCount = UInt64(message.count) * 8
        var padded = message + [0x80]
        while padded.count % 128 != 112 { padded.append(0) }
        padded += [UInt8](repeating: 0, count: 8)
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
            padded.append(UInt8(truncatingIfNeeded: bitCount >> shift))
        }
        func rotated(_ word: UInt64, _ count: UInt64) -> UInt64 { word >> count | word << (64 - count) }
        var hash = initial
        for start in stride(from: 0, to: padded.count, by: 128) {
            var words = (0..<16).map { word in
                padded[(start + word * 8)..<(start + word * 8 + 8)].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            }
            for place in 16..<80 {
                let early = words[place - 15]
                let late = words[place - 2]
                let sigma0 = rotated(early, 1) ^ rotated(early, 8) ^ early >> 7
                let sigma1 = rotated(late, 19) ^ rotated(late, 61) ^ late >> 6
                words.append(words[place - 16] &+ sigma0 &+ words[place - 7] &+ sigma1)
            }
            var state = hash
            for round in 0..<80 {
                let (a, b, c, e, f, g) = (state[0], state[1], state[2], state[4], state[5], state[6])
                let sum1 = rotated(e, 14) ^ rotated(e, 18) ^ rotated(e, 41)
                let first = state[7] &+ sum1 &+ (e & f ^ ~e & g) &+ constants[round] &+ words[round]
                let sum0 = rotated(a, 28) ^ rotated(a, 34) ^ rotated(a, 39)
                let second = sum0 &+ (a & b ^ a & c ^ b & c)
                state = [first &+ second, a, b, c, state[3] &+ first, e, f, g]
            }
            hash = zip(hash, state).map { $0 &+ $1 }
        }
        return hash.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(56 - $0 * 8)) } }
    }
}
