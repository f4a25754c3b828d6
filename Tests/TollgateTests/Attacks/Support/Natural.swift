/// A whole number of any size, for signatures that no library would make.
///
/// Neither fast nor in constant time: for tests only.
struct Natural: Comparable, Sendable {
    /// Little-endian, without zero limbs at the end.
    private var limbs: [UInt64]

    private init(limbs: [UInt64]) {
        self.limbs = limbs
        while self.limbs.last == 0 { self.limbs.removeLast() }
    }

    init(_ value: UInt64) {
        self.init(limbs: [value])
    }

    init(bigEndian bytes: [UInt8]) {
        var limbs = [UInt64](repeating: 0, count: (bytes.count + 7) / 8)
        for (place, byte) in bytes.reversed().enumerated() {
            limbs[place / 8] |= UInt64(byte) << UInt64(place % 8 * 8)
        }
        self.init(limbs: limbs)
    }

    /// How many bits the number has without leading zeros.
    var bitCount: Int { limbs.last.map { limbs.count * 64 - $0.leadingZeroBitCount } ?? 0 }

    /// The number in so many bytes, or `nil` if it does not fit.
    func bigEndian(count: Int) -> [UInt8]? {
        guard bitCount <= count * 8 else { return nil }
        return (0..<count).reversed().map { place in
            place / 8 < limbs.count ? UInt8(truncatingIfNeeded: limbs[place / 8] >> UInt64(place % 8 * 8)) : 0
        }
    }

    static func < (lhs: Natural, rhs: Natural) -> Bool {
        guard lhs.limbs.count == rhs.limbs.count else { return lhs.limbs.count < rhs.limbs.count }
        return lhs.limbs.reversed().lexicographicallyPrecedes(rhs.limbs.reversed())
    }

    static func + (lhs: Natural, rhs: Natural) -> Natural {
        var result: [UInt64] = []
        var carry: UInt64 = 0
        for place in 0..<max(lhs.limbs.count, rhs.limbs.count) {
            let (partial, first) = lhs.limb(place).addingReportingOverflow(rhs.limb(place))
            let (sum, second) = partial.addingReportingOverflow(carry)
            result.append(sum)
            carry = first || second ? 1 : 0
        }
        return Natural(limbs: result + [carry])
    }

    /// The difference; `rhs` must not be larger.
    static func - (lhs: Natural, rhs: Natural) -> Natural {
        precondition(lhs >= rhs)
        var result: [UInt64] = []
        var borrow: UInt64 = 0
        for place in lhs.limbs.indices {
            let (partial, first) = lhs.limbs[place].subtractingReportingOverflow(rhs.limb(place))
            let (difference, second) = partial.subtractingReportingOverflow(borrow)
            result.append(difference)
            borrow = first || second ? 1 : 0
        }
        return Natural(limbs: result)
    }

    static func * (lhs: Natural, rhs: Natural) -> Natural {
        var result = [UInt64](repeating: 0, count: lhs.limbs.count + rhs.limbs.count)
        for i in lhs.limbs.indices {
            var carry: UInt64 = 0
            for j in rhs.limbs.indices {
                (carry, result[i + j]) = multiplyAdd(lhs.limbs[i], rhs.limbs[j], result[i + j], carry)
            }
            result[i + rhs.limbs.count] = carry
        }
        return Natural(limbs: result)
    }

    /// The rest of a division.
    static func % (lhs: Natural, rhs: Natural) -> Natural {
        var rest = Natural(0)
        for place in (0..<lhs.bitCount).reversed() {
            rest = rest + rest
            if lhs.bit(place) { rest = rest + Natural(1) }
            if rest >= rhs { rest = rest - rhs }
        }
        return rest
    }

    /// The largest number whose cube is not above this one.
    var cubeRoot: Natural {
        var root = Natural(0)
        for place in (0...(bitCount / 3)).reversed() {
            let candidate = root + Natural(limbs: [UInt64](repeating: 0, count: place / 64) + [1 << UInt64(place % 64)])
            if candidate * candidate * candidate <= self { root = candidate }
        }
        return root
    }

    /// This number to the power of `exponent`, modulo an odd number (Montgomery's method).
    func power(_ exponent: Natural, modulo modulus: Natural) -> Natural {
        let size = modulus.limbs.count
        // -1/modulus modulo 2⁶⁴; each step doubles the number of right bits.
        var inverse: UInt64 = 1
        for _ in 0..<6 { inverse = inverse &* (2 &- modulus.limbs[0] &* inverse) }
        let factor = 0 &- inverse
        let radix = Natural(limbs: [UInt64](repeating: 0, count: size) + [1])
        let base = (self * radix % modulus).padded(to: size)
        var result = (radix % modulus).padded(to: size)
        for place in (0..<exponent.bitCount).reversed() {
            result = Self.reducedProduct(result, result, modulus.limbs, factor)
            if exponent.bit(place) { result = Self.reducedProduct(result, base, modulus.limbs, factor) }
        }
        let one = Natural(1).padded(to: size)
        return Natural(limbs: Self.reducedProduct(result, one, modulus.limbs, factor))
    }

    /// a · b / 2^(64 · size) modulo n.
    private static func reducedProduct(_ a: [UInt64], _ b: [UInt64], _ n: [UInt64], _ factor: UInt64) -> [UInt64] {
        let size = n.count
        var t = [UInt64](repeating: 0, count: size + 2)
        for i in 0..<size {
            var carry: UInt64 = 0
            for j in 0..<size { (carry, t[j]) = multiplyAdd(a[i], b[j], t[j], carry) }
            var overflow: Bool
            (t[size], overflow) = t[size].addingReportingOverflow(carry)
            t[size + 1] = overflow ? 1 : 0
            let m = t[0] &* factor
            (carry, _) = multiplyAdd(m, n[0], t[0], 0)
            for j in 1..<size { (carry, t[j - 1]) = multiplyAdd(m, n[j], t[j], carry) }
            (t[size - 1], overflow) = t[size].addingReportingOverflow(carry)
            t[size] = t[size + 1] + (overflow ? 1 : 0)
        }
        let value = Natural(limbs: t)
        let modulus = Natural(limbs: n)
        return (value >= modulus ? value - modulus : value).padded(to: size)
    }

    /// a · b + c + d as upper and lower half; it always fits.
    private static func multiplyAdd(_ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64) -> (UInt64, UInt64) {
        var (high, low) = a.multipliedFullWidth(by: b)
        low = low &+ c
        if low < c { high = high &+ 1 }
        low = low &+ d
        if low < d { high = high &+ 1 }
        return (high, low)
    }

    private func limb(_ place: Int) -> UInt64 { place < limbs.count ? limbs[place] : 0 }

    private func bit(_ place: Int) -> Bool { limb(place / 64) >> UInt64(place % 64) & 1 == 1 }

    private func padded(to size: Int) -> [UInt64] { limbs + [UInt64](repeating: 0, count: size - limbs.count) }
}
