internal import TollgateConcurrency
internal import TollgateEncoding

/// The headers that tokens verified by the keys of one table have had; bounded.
///
/// The meaning of a header depends on the issuers that an API accepts: an entry for them holds for no others.
final class KnownHeaders: Sendable {
    /// Powers of two.
    private static let sizes = 64...4_096

    private let places: Lock<[KnownHeader?]>
    private let size: Int

    /// Room for the headers of so many keys, some for each.
    init(keyCount: Int) {
        var size = Self.sizes.lowerBound
        while size < keyCount * 4, size < Self.sizes.upperBound { size *= 2 }
        self.size = size
        places = Lock(Array(repeating: nil, count: size))
    }

    /// The known header with exactly these encoded bytes, as it counts for these issuers.
    func header(_ token: Span<UInt8>, _ part: Range<Int>, for issuers: IssuerSet) -> KnownHeader? {
        let place = self.place(token, part, issuers)
        guard let known = places.withLock({ $0[place] }), known.issuers === issuers,
            known.encoded.isEqual(to: token, part)
        else { return nil }
        return known
    }

    /// Remembers a header, instead of one that belongs in the same place.
    func insert(_ known: KnownHeader) {
        let encoded = known.encoded
        let place = self.place(encoded.span, 0..<encoded.count, known.issuers)
        let old = places.withLock { places in
            let old = places[place]
            places[place] = known
            return old
        }
        withExtendedLifetime(old) {}
    }

    private func place(_ bytes: Span<UInt8>, _ part: Range<Int>, _ issuers: IssuerSet) -> Int {
        let hash = ByteHash.hash(bytes, part) ^ issuers.number &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: hash >> 32) & (size - 1)
    }
}
