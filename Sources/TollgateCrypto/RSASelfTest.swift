/// One fixed power for each size of key, computed by other means than those that are tested.
///
/// Modulus and value are the first bytes of SHA-256("tollgate modulus 2048 0"), SHA-256("tollgate modulus 2048 1"), …
/// and of the same with `value`. The modulus gets its first and its last bit set, the value its first bit cleared.
enum RSASelfTest {
    /// For each size in bits, the SHA-256 of value^65537 mod modulus, as Python's `pow` has it.
    private static let digests = [
        2048: "a88cb9cdd69bb48c8831a0721069849b218a9eb1f54f185ab906cb8a9347142c",
        3072: "efa7022b86a1377e54c6345aa4155f0a4a428da1114a0444884661f39d84be17",
        4096: "71d870e71f036a38e22087cb932402f975ffec40822e2d4ac9705f99ad749be5",
    ]

    /// Whether the kernel gives the right value for each size.
    static func passes(lanes: Int) -> Bool {
        digests.allSatisfy { bits, digest in
            var modulus = bytes("modulus", bits)
            modulus[0] |= 0x80
            modulus[modulus.count - 1] |= 1
            var value = bytes("value", bits)
            value[0] &= 0x7F
            guard let power = RSAKernel(modulus: modulus, lanes: lanes)?.power(value) else { return false }
            return Hexadecimal.text(of: SHA256.digest(of: power.span)) == digest
        }
    }

    private static func bytes(_ label: String, _ bits: Int) -> [UInt8] {
        (0..<(bits / 256)).flatMap { SHA256.digest(of: Array("tollgate \(label) \(bits) \($0)".utf8).span) }
    }
}
