/// Content as gzip has it, made without a compressor (RFC 1951, RFC 1952).
package enum GzipContent {
    /// Bytes that are stored, not compressed.
    package static func stored(_ content: [UInt8]) -> [UInt8] {
        var blocks: [UInt8] = []
        var rest = content[...]
        repeat {
            let piece = rest.prefix(65_535)
            rest = rest.dropFirst(piece.count)
            let length = UInt16(piece.count)
            blocks += [rest.isEmpty ? 1 : 0] + littleEndian(length) + littleEndian(~length) + piece
        } while !rest.isEmpty
        return member(blocks, of: content)
    }

    /// A thousandth of the bytes that it becomes: zeros, a literal one and then runs of 258.
    ///
    /// - Parameter runs: How many runs.
    /// - Returns: The bytes.
    package static func bomb(runs: Int) -> [UInt8] {
        var bits = BitWriter()
        // The last block, with fixed codes; the literal 0 is 00110000.
        bits.write(0b1, 1)
        bits.write(0b01, 2)
        bits.writeCode(0b0011_0000, 8)
        for _ in 0..<runs {
            // The length 258 is 11000101, the distance 1 is 00000.
            bits.writeCode(0b1100_0101, 8)
            bits.writeCode(0, 5)
        }
        bits.writeCode(0, 7)
        return member(bits.finished(), of: [UInt8](repeating: 0, count: 1 + 258 * runs))
    }

    private static func member(_ blocks: [UInt8], of content: [UInt8]) -> [UInt8] {
        [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF] + blocks + littleEndian(checksum(of: content))
            + littleEndian(UInt32(truncatingIfNeeded: content.count))
    }

    private static func littleEndian<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
        (0..<Value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> Value($0 * 8)) }
    }

    private static func checksum(of bytes: [UInt8]) -> UInt32 {
        var value = UInt32.max
        for byte in bytes {
            value ^= UInt32(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
        }
        return ~value
    }

    private struct BitWriter {
        private var bytes: [UInt8] = []
        private var count = 0

        /// Writes a number, its lowest bit first.
        mutating func write(_ value: Int, _ width: Int) {
            for bit in 0..<width {
                if count % 8 == 0 { bytes.append(0) }
                bytes[count / 8] |= UInt8(value >> bit & 1) << UInt8(count % 8)
                count += 1
            }
        }

        /// Writes a Huffman code, its highest bit first.
        mutating func writeCode(_ code: Int, _ width: Int) {
            for bit in (0..<width).reversed() { write(code >> bit & 1, 1) }
        }

        func finished() -> [UInt8] { bytes }
    }
}
