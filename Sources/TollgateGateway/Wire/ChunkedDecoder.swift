internal import NIOCore

/// Takes the chunks out of a body (RFC 9112 §7.1), as they come.
struct ChunkedDecoder {
    /// A finding.
    enum Event {
        /// A part of the content.
        case content(ByteBuffer)
        /// The end of the body; `trailers` are complete.
        case end
    }

    private enum State {
        case size
        case content(left: Int64)
        case contentEnd
        case trailers
        case ended
    }

    /// The longest line with a chunk's size and its extensions, in bytes.
    private static let maximumSizeLine = 1_024
    /// The longest trailers in bytes.
    private static let maximumTrailers = 16 * 1_024
    /// No chunk has more hexadecimal digits in its size: 2⁶⁰ bytes are enough.
    private static let maximumDigits = 15

    private var state = State.size
    /// The fields behind the last chunk.
    private(set) var trailers = FieldBlock()

    /// The next part of the body; `nil` where more bytes are needed.
    ///
    /// - Parameter buffer: The bytes that have come and were not read yet; bytes that are read are taken from it.
    /// - Returns: The part.
    /// - Throws: ``AnswerFault`` with the first fault of the body.
    mutating func next(_ buffer: inout ByteBuffer) throws(AnswerFault) -> Event? {
        while true {
            switch state {
            case .size:
                guard let size = try Self.size(&buffer) else { return nil }
                state = size > 0 ? .content(left: size) : .trailers
            case .content(let left):
                guard buffer.readableBytes > 0 else { return nil }
                let count = Int(min(left, Int64(buffer.readableBytes)))
                guard let content = buffer.readSlice(length: count) else { return nil }
                state = left > Int64(count) ? .content(left: left - Int64(count)) : .contentEnd
                return .content(content)
            case .contentEnd:
                guard buffer.readableBytes >= 2 else { return nil }
                guard buffer.readInteger(as: UInt16.self) == 0x0D0A else { throw .chunk }
                state = .size
            case .trailers:
                guard try readTrailers(&buffer) else { return nil }
                state = .ended
                return .end
            case .ended: return nil
            }
        }
    }

    /// Reads a line with a size; `nil` where it has not come to its end.
    private static func size(_ buffer: inout ByteBuffer) throws(AnswerFault) -> Int64? {
        let (size, length) = try size(in: buffer.readableBytesUInt8Span)
        guard let size else { return nil }
        buffer.moveReaderIndex(forwardBy: length)
        return size
    }

    private static func size(in bytes: Span<UInt8>) throws(AnswerFault) -> (size: Int64?, length: Int) {
        var size: Int64 = 0
        var digits = 0
        while digits < bytes.count, let digit = hexadecimalDigit(bytes[digits]) {
            guard digits < maximumDigits else { throw .chunk }
            size = size << 4 | digit
            digits += 1
        }
        guard digits > 0 || bytes.isEmpty else { throw .chunk }
        let end = FieldValue.end(in: bytes, from: digits)
        guard end < maximumSizeLine else { throw .chunk }
        guard end < bytes.count else {
            guard end == digits || bytes[digits] == UInt8(ascii: ";") else { throw .chunk }
            return (nil, 0)
        }
        // What may stand behind the size are extensions, which nobody has to understand.
        guard ChunkExtensions.areValid(bytes, digits..<end) else { throw .chunk }
        guard bytes[end] == 0x0D else { throw .chunk }
        guard end + 1 < bytes.count else { return (nil, 0) }
        guard bytes[end + 1] == 0x0A else { throw .chunk }
        return (size, end + 2)
    }

    /// Reads the trailers and the empty line behind them; `false` where they have not come to their end.
    private mutating func readTrailers(_ buffer: inout ByteBuffer) throws(AnswerFault) -> Bool {
        guard let end = try Self.trailersEnd(in: buffer.readableBytesUInt8Span) else { return false }
        if end > 2 { trailers.receive(buffer.readableBytesUInt8Span.extracting(0..<end - 2)) }
        buffer.moveReaderIndex(forwardBy: end)
        do throws(FieldFault) {
            try trailers.findLines(from: 0)
        } catch {
            throw .fields(error)
        }
        return true
    }

    /// The length of the trailers and the empty line behind them; `nil` where they have not come to their end.
    private static func trailersEnd(in bytes: Span<UInt8>) throws(AnswerFault) -> Int? {
        if bytes.count >= 2, bytes[0] == 0x0D, bytes[1] == 0x0A { return 2 }
        guard let end = HeaderEnd.find(in: bytes, from: 0) else {
            guard bytes.count < maximumTrailers else { throw .trailersTooLong }
            return nil
        }
        guard end <= maximumTrailers else { throw .trailersTooLong }
        return end
    }

    private static func hexadecimalDigit(_ byte: UInt8) -> Int64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int64(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): Int64(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): Int64(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }
}
