/// The pattern that moduli of the ROCA library have in common (CVE-2017-15361).
///
/// The primes of that library have the form k · M + (65537ᵃ mod M), where M is the product of the first primes. Modulo
/// each prime factor of M such a number is a power of 65537, and so is the product of two of them. Such a modulus can
/// be factored for little money; a sound one looks like it for 38 primes once in 2²⁷ (M. Nemec et al., ACM CCS 2017,
/// §4).
enum ROCAFingerprint {
    /// A prime, and for each number below it whether it is a power of 65537 modulo the prime.
    private struct Subgroup {
        let prime: UInt32
        let contains: [Bool]

        init(prime: UInt32) {
            self.prime = prime
            var contains = [Bool](repeating: false, count: Int(prime))
            var power: UInt32 = 1
            while !contains[Int(power)] {
                contains[Int(power)] = true
                power = power * (65_537 % prime) % prime
            }
            self.contains = contains
        }
    }

    /// Those of the 38 odd primes up to 167, factors of every M that the library uses.
    private static let subgroups: [Subgroup] = (3...UInt32(167)).filter { number in
        (2..<number).allSatisfy { number % $0 != 0 }
    }.map { Subgroup(prime: $0) }

    /// Whether a modulus, given as big-endian bytes, is a power of 65537 modulo each of the primes.
    static func isFound(in modulus: Span<UInt8>) -> Bool {
        subgroups.allSatisfy { subgroup in
            var rest: UInt32 = 0
            for index in 0..<modulus.count { rest = (rest << 8 | UInt32(modulus[index])) % subgroup.prime }
            return subgroup.contains[Int(rest)]
        }
    }
}
