import Testing

/// A block that the owner of a key never signs, and that a lenient parser of PKCS #1 v1.5 takes for RS256's.
struct ForgedBlock: CustomTestStringConvertible, Sendable {
    let testDescription: String
    /// Makes the block, 256 bytes, of the right DigestInfo: its 19 bytes and the digest.
    let make: @Sendable ([UInt8]) -> [UInt8]

    private init(_ name: String, _ make: @escaping @Sendable ([UInt8]) -> [UInt8]) {
        testDescription = name
        self.make = make
    }

    /// All of them.
    static let all: [ForgedBlock] = [
        .init("garbage behind the digest, short padding (CVE-2006-4339)", { short($0 + garbage(count: 194)) }),
        .init("one byte behind the digest", { EncodedMessage.padded($0 + [0], to: 256) }),
        .init("no padding at all", { [0x00, 0x01, 0x00] + $0 + garbage(count: 202) }),
        .init("seven bytes of padding", { [0x00, 0x01] + ff(7) + [0x00] + $0 + garbage(count: 195) }),
        .init("garbage before the digest", { [0x00, 0x01] + ff(8) + [0x00] + garbage(count: 194) + $0 }),
        .init("no byte between padding and digest", { [0x00, 0x01] + ff(203) + $0 }),
        .init("a zero within the padding", { [0x00, 0x01] + ff(100) + [0x00] + ff(101) + [0x00] + $0 }),
        .init("another byte within the padding", { [0x00, 0x01] + ff(100) + [0xFE] + ff(101) + [0x00] + $0 }),
        .init("block type 0", { [0x00, 0x00] + [UInt8](repeating: 0, count: 203) + $0 }),
        .init("block type 2", { [0x00, 0x02] + garbage(count: 202) + [0x00] + $0 }),
        .init("block type 255", { [0x00, 0xFF] + ff(202) + [0x00] + $0 }),
        .init("first byte 1", { [0x01, 0x01] + ff(202) + [0x00] + $0 }),
        .init("the digest alone", { EncodedMessage.padded(Array($0.suffix(32)), to: 256) }),
        .init("the digest alone, without padding", { [UInt8](repeating: 0, count: 224) + Array($0.suffix(32)) }),
        .init("DigestInfo without its NULL", { edited($0, 0x2F, [0x30, 0x0B] + oid + [0x04, 0x20]) }),
        .init(
            "NULL with a length of two bytes",
            { edited($0, 0x32, [0x30, 0x0E] + oid + [0x05, 0x81, 0x00, 0x04, 0x20]) }
        ),
        .init("two NULLs", { edited($0, 0x33, [0x30, 0x0F] + oid + [0x05, 0x00, 0x05, 0x00, 0x04, 0x20]) }),
        .init("garbage instead of NULL (CVE-2018-16151)", { parameters(of: $0, tag: 0x04) }),
        .init("garbage in NULL", { parameters(of: $0, tag: 0x05) }),
        .init(
            "length of DigestInfo in two bytes (BERserk, CVE-2014-1568)",
            { EncodedMessage.padded([0x30, 0x81, 0x31] + $0.dropFirst(2), to: 256) }
        ),
        .init(
            "length of DigestInfo in many bytes",
            { EncodedMessage.padded([0x30, 0x84, 0, 0, 0, 0x31] + $0.dropFirst(2), to: 256) }
        ),
        .init("indefinite length", { EncodedMessage.padded([0x30, 0x80] + $0.dropFirst(2) + [0, 0], to: 256) }),
        .init(
            "length of the digest in two bytes",
            { edited($0, 0x32, [0x30, 0x0D] + oid + [0x05, 0x00, 0x04, 0x81, 0x20]) }
        ),
        .init(
            "a digest of constructed parts",
            { edited($0, 0x33, [0x30, 0x0D] + oid + [0x05, 0x00, 0x24, 0x22, 0x04, 0x20]) }
        ),
        .init(
            "SHA-1's identifier",
            { edited($0, 0x2D, [0x30, 0x09, 0x06, 0x05, 0x2B, 0x0E, 0x03, 0x02, 0x1A, 0x05, 0x00, 0x04, 0x20]) }
        ),
        .init(
            "MD5's identifier",
            {
                edited(
                    $0, 0x30,
                    [0x30, 0x0C, 0x06, 0x08, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x02, 0x05, 0x05, 0x00, 0x04, 0x20])
            }
        ),
        .init("SHA3-256's identifier", { EncodedMessage.padded($0.prefix(14) + [0x08] + $0.dropFirst(15), to: 256) }),
        .init(
            "SHA-512's identifier and SHA-256's digest",
            { EncodedMessage.padded($0.prefix(14) + [0x03] + $0.dropFirst(15), to: 256) }
        ),
        .init(
            "a digest of 31 bytes",
            { EncodedMessage.padded([0x30, 0x30] + $0[2..<18] + [0x1F] + $0[19..<50], to: 256) }),
        .init(
            "a digest of 33 bytes",
            { EncodedMessage.padded([0x30, 0x32] + $0[2..<18] + [0x21] + $0[19...] + [0], to: 256) }
        ),
        .init(
            "a third element of DigestInfo",
            { EncodedMessage.padded([0x30, 0x33] + $0.dropFirst(2) + [0x05, 0x00], to: 256) }
        ),
        .init("X9.31", { [0x6B] + [UInt8](repeating: 0xBB, count: 220) + [0xBA] + $0.suffix(32) + [0x34, 0xCC] }),
        .init("ISO 9796-2", { [0x6A] + garbage(count: 222) + $0.suffix(32) + [0xBC] }),
    ]

    private static let oid: [UInt8] = [0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01]
    private static func ff(_ count: Int) -> [UInt8] { [UInt8](repeating: 0xFF, count: count) }
    private static func garbage(count: Int) -> [UInt8] { (0..<count).map { UInt8($0 % 199 + 1) } }
    private static func short(_ rest: [UInt8]) -> [UInt8] {
        [0x00, 0x01] + ff(256 - rest.count - 3) + [0x00] + rest
    }
    /// DigestInfo with other contents before the digest's bytes.
    private static func edited(_ info: [UInt8], _ length: UInt8, _ contents: [UInt8]) -> [UInt8] {
        EncodedMessage.padded([0x30, length] + contents + info.suffix(32), to: 256)
    }
    /// DigestInfo whose parameters are as long as they can be, with eight bytes of padding before it.
    private static func parameters(of info: [UInt8], tag: UInt8) -> [UInt8] {
        let filler = garbage(count: 191)
        let algorithm = oid + [tag, 0x81, UInt8(filler.count)] + filler
        let inner = [0x30, 0x81, UInt8(algorithm.count)] + algorithm + [0x04, 0x20] + info.suffix(32)
        return short([0x30, 0x81, UInt8(inner.count)] + inner)
    }
}
