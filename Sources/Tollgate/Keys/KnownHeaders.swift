internal import TollgateConcurrency

/// The headers that tokens verified by the keys of one table have had; bounded.
final class KnownHeaders: Sendable {
    private static let size = 64

    private let slots = Lock<[KnownHeader?]>(Array(repeating: nil, count: size))

    /// The known header with exactly these encoded bytes, as this catalogue reads it.
    func header(_ token: Span<UInt8>, _ part: Range<Int>, rules: GateRules) -> KnownHeader? {
        let slot = Self.slot(token, part)
        guard let known = slots.withLock({ $0[slot] }), known.rules === rules,
            known.encoded.isEqual(to: token, part)
        else { return nil }
        return known
    }

    /// Remembers a header, in the place of one that shares its slot.
    func insert(_ known: KnownHeader) {
        let encoded = known.encoded
        let slot = Self.slot(encoded.span, 0..<encoded.count)
        let old = slots.withLock { slots in
            let old = slots[slot]
            slots[slot] = known
            return old
        }
        withExtendedLifetime(old) {}
    }

    private static func slot(_ bytes: Span<UInt8>, _ part: Range<Int>) -> Int {
        Int(truncatingIfNeeded: ByteHash.hash(bytes, part) >> 32) & (size - 1)
    }
}
