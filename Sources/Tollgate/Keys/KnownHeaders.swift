internal import TollgateConcurrency

/// The headers that tokens verified by the keys of one table have had; bounded.
final class KnownHeaders: Sendable {
    /// Powers of two.
    private static let sizes = 64...4_096

    private let slots: Lock<[KnownHeader?]>
    private let size: Int

    /// Room for the headers of so many keys, some for each.
    init(keyCount: Int) {
        var size = Self.sizes.lowerBound
        while size < keyCount * 4, size < Self.sizes.upperBound { size *= 2 }
        self.size = size
        slots = Lock(Array(repeating: nil, count: size))
    }

    /// The known header with exactly these encoded bytes, as this catalogue reads it.
    func header(_ token: Span<UInt8>, _ part: Range<Int>, rules: GateRules) -> KnownHeader? {
        let slot = self.slot(token, part)
        guard let known = slots.withLock({ $0[slot] }), known.rules === rules,
            known.encoded.isEqual(to: token, part)
        else { return nil }
        return known
    }

    /// Remembers a header, in the place of one that shares its slot.
    func insert(_ known: KnownHeader) {
        let encoded = known.encoded
        let slot = self.slot(encoded.span, 0..<encoded.count)
        let old = slots.withLock { slots in
            let old = slots[slot]
            slots[slot] = known
            return old
        }
        withExtendedLifetime(old) {}
    }

    private func slot(_ bytes: Span<UInt8>, _ part: Range<Int>) -> Int {
        Int(truncatingIfNeeded: ByteHash.hash(bytes, part) >> 32) & (size - 1)
    }
}
