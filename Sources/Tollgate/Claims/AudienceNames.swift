internal import TollgateEncoding

/// The audiences that a catalogue speaks of, numbered, so that a token's are compared as bits of one number.
struct AudienceNames: Sendable {
    private let table: ByteTable
    /// Up to 64 audiences have a bit each; more share them, and a match has then to be confirmed by the texts.
    private let isExact: Bool

    init(_ names: [String]) {
        var distinct: [ExactString] = []
        var known: Set<ExactString> = []
        for name in names.map({ ExactString($0) }) where known.insert(name).inserted { distinct.append(name) }
        table = ByteTable(distinct)
        isExact = distinct.count <= UInt64.bitWidth
    }

    /// The set of these audiences, all of which the catalogue speaks of.
    func set(of names: [String]) -> AudienceSet {
        let bits = names.reduce(into: UInt64(0)) { bits, name in
            let bytes = Array(name.utf8)
            bits |= bit(of: bytes.span, 0..<bytes.count)
        }
        return AudienceSet(bits: bits, texts: isExact ? nil : names.map { Array($0.utf8) })
    }

    /// The bit of an audience; 0 where the catalogue does not speak of it.
    func bit(of bytes: Span<UInt8>, _ part: Range<Int>) -> UInt64 {
        table.place(of: bytes, part).map { 1 << UInt64($0 % UInt64.bitWidth) } ?? 0
    }
}
