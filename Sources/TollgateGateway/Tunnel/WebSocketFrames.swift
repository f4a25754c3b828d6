/// Follows the frames of one direction of a WebSocket (RFC 6455 §5.2) by their lengths, to know where one of the
/// gateway's own may stand.
///
/// It looks at no content and keeps none: a frame of any length is a few numbers.
struct WebSocketFrames {
    private enum Step {
        case first
        case second
        /// So many bytes of the length are left, and the length of the key behind it.
        case length(left: Int, key: UInt64)
        case content
    }

    private static let closeOpcode: UInt8 = 8

    private var step = Step.first
    /// The bytes that are left of the frame at hand.
    private var left: UInt64 = 0
    /// Whether a Close frame has begun: no frame follows it.
    private(set) var hasClosed = false

    /// Whether the next byte begins a frame.
    var isBetweenFrames: Bool { if case .first = step { true } else { false } }

    /// Follows bytes that have come.
    ///
    /// - Parameters:
    ///   - bytes: The bytes.
    ///   - toEnd: Whether to stop where the frame at hand ends. Default: no.
    /// - Returns: The number of bytes that were followed.
    mutating func follow(_ bytes: Span<UInt8>, toEnd: Bool = false) -> Int {
        var index = 0
        while index < bytes.count {
            if toEnd, isBetweenFrames { return index }
            switch step {
            case .first:
                hasClosed = hasClosed || bytes[index] & 0x0F == Self.closeOpcode
                step = .second
                index += 1
            case .second:
                begin(bytes[index])
                index += 1
            case .length(let count, let key):
                left = left << 8 | UInt64(bytes[index])
                index += 1
                if count > 1 {
                    step = .length(left: count - 1, key: key)
                } else {
                    // A length beyond what a frame may have has no end.
                    left = left > UInt64.max - key ? .max : left + key
                    step = left > 0 ? .content : .first
                }
            case .content:
                let count = min(left, UInt64(bytes.count - index))
                left -= count
                index += Int(count)
                if left == 0 { step = .first }
            }
        }
        return index
    }

    /// The second byte of a frame: whether it is masked, and its length or how that is told.
    private mutating func begin(_ byte: UInt8) {
        let key: UInt64 = byte & 0x80 == 0 ? 0 : 4
        switch byte & 0x7F {
        case 126: (step, left) = (.length(left: 2, key: key), 0)
        case 127: (step, left) = (.length(left: 8, key: key), 0)
        case let short:
            left = UInt64(short) + key
            step = left > 0 ? .content : .first
        }
    }

    /// The bytes of a Close frame as a server sends it (RFC 6455 §5.5.1).
    ///
    /// - Parameters:
    ///   - status: The status.
    ///   - reason: A short sentence: a frame of this kind has room for 123 bytes of it.
    /// - Returns: The frame.
    static func close(status: UInt16, reason: StaticString) -> [UInt8] {
        var content = [UInt8(status >> 8), UInt8(status & 0xFF)]
        content.writeStatic(reason)
        content = Array(content.prefix(125))
        return [0x80 | closeOpcode, UInt8(content.count)] + content
    }
}
