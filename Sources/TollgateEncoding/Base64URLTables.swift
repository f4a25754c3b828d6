/// The contributions of each character to the three bytes that four characters stand for.
///
/// One table for each of the four places, so that four look-ups united are the three bytes as they stand in memory.
/// The top byte of an entry is not zero where the character is outside of the alphabet.
final class Base64URLTables: Sendable {
    private static let outside: UInt32 = 0xFF00_0000

    /// Four tables of 256 entries, one after the other.
    private let entries: [UInt32]

    init(alphabet: [UInt8]) {
        var entries = [UInt32](repeating: Self.outside, count: 4 * 256)
        for (value, character) in alphabet.enumerated() {
            let value = UInt32(value)
            let index = Int(character)
            entries[index] = value << 2
            entries[256 + index] = value >> 4 | (value & 0b1111) << 12
            entries[512 + index] = (value >> 2) << 8 | (value & 0b11) << 22
            entries[768 + index] = value << 16
        }
        self.entries = entries
    }

    /// Decodes `text`, whose length leaves no single character over, into a buffer with four bytes to spare.
    ///
    /// - Returns: Whether the text is canonical.
    func decode(_ text: Span<UInt8>, into bytes: UnsafeMutableRawBufferPointer) -> Bool {
        unsafe text.withUnsafeBytes { text in
            unsafe entries.withUnsafeBufferPointer { tables in
                unsafe Self.decode(text, tables, into: bytes)
            }
        }
    }

    private static func decode(
        _ text: UnsafeRawBufferPointer, _ tables: UnsafeBufferPointer<UInt32>,
        into bytes: UnsafeMutableRawBufferPointer
    ) -> Bool {
        let tail = text.count & 3
        let whole = text.count &- tail
        var seen: UInt32 = 0
        var read = 0
        var write = 0
        while read < whole {
            let four = UInt32(littleEndian: unsafe text.loadUnaligned(fromByteOffset: read, as: UInt32.self))
            let united =
                unsafe tables[Int(four & 0xFF)] | tables[256 &+ Int(four >> 8 & 0xFF)]
                | tables[512 &+ Int(four >> 16 & 0xFF)] | tables[768 &+ Int(four >> 24)]
            seen |= united
            unsafe bytes.storeBytes(of: united.littleEndian, toByteOffset: write, as: UInt32.self)
            read &+= 4
            write &+= 3
        }
        if tail >= 2 {
            let a = unsafe tables[Int(text[read])]
            let b = unsafe tables[256 + Int(text[read + 1])]
            let c = tail == 3 ? unsafe tables[512 + Int(text[read + 2])] : 0
            let united = a | b | c
            seen |= united
            // Bits beyond the last whole byte are spare, and have to be zero: one byte for two characters, two for three.
            if (united & ~outside) >> UInt32(8 * (tail - 1)) != 0 { seen |= outside }
            unsafe bytes.storeBytes(of: united.littleEndian, toByteOffset: write, as: UInt32.self)
        }
        return seen & outside == 0
    }
}
