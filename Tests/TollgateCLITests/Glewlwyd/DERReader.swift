/// Reads elements of DER (X.690) one after the other: just enough for a PKCS #8 private key.
struct DERReader {
    static let integer: UInt8 = 0x02
    static let octetString: UInt8 = 0x04
    static let sequence: UInt8 = 0x30

    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        rest = bytes
    }

    /// The content of the next element, which must have this tag.
    mutating func read(_ tag: UInt8) throws -> ArraySlice<UInt8> {
        guard rest.popFirst() == tag, let first = rest.popFirst() else { throw Self.failure }
        var length = Int(first)
        if first >= 0x80 {
            let count = Int(first & 0x7F)
            guard (1...3).contains(count), rest.count >= count else { throw Self.failure }
            length = rest.prefix(count).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(count)
        }
        guard rest.count >= length else { throw Self.failure }
        defer { rest = rest.dropFirst(length) }
        return rest.prefix(length)
    }

    /// The next element as a number that is not negative, big-endian, without leading zero bytes.
    mutating func readInteger() throws -> [UInt8] {
        Array(try read(Self.integer).drop { $0 == 0 })
    }

    private static var failure: GlewlwydFailure {
        GlewlwydFailure(step: "reading a private key", detail: "this is not the DER of a PKCS #8 RSA key")
    }
}
