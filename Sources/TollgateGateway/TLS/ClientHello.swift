/// Finds the name of the server that a client asks for in the first message of TLS (RFC 8446 §4.1.2, RFC 6066 §3).
///
/// It decides nothing but which certificate is shown: the TLS library reads the same bytes again and refuses what is
/// malformed. A message may come in several records.
enum ClientHello {
    /// A finding about the first bytes of a connection.
    enum Finding: Equatable {
        /// The message has not come to its end; it is of no use to look again before there are so many bytes.
        case incomplete(atLeast: Int)
        /// No client of TLS begins like this.
        case otherProtocol
        /// The message is complete; the name is in lower case, and `nil` where there is none that is a name.
        case complete(serverName: String?)
    }

    /// The longest message, in bytes: the TLS library takes no longer one.
    private static let maximumBytes = 16_384
    private static let recordHeaderBytes = 5
    private static let messageHeaderBytes = 4

    /// Looks at the first bytes of a connection.
    static func read(_ bytes: Span<UInt8>) -> Finding {
        var message: [UInt8] = []
        var start = 0
        while true {
            if start < bytes.count, bytes[start] != 22 { return .otherProtocol }
            if start + 1 < bytes.count, bytes[start + 1] != 3 { return .otherProtocol }
            guard start + recordHeaderBytes <= bytes.count else {
                return .incomplete(atLeast: start + recordHeaderBytes)
            }
            let length = Int(bytes[start + 3]) << 8 | Int(bytes[start + 4])
            let end = start + recordHeaderBytes + length
            guard length > 0, message.count + length <= maximumBytes + messageHeaderBytes else { return .otherProtocol }
            guard end <= bytes.count else { return .incomplete(atLeast: end) }
            for index in start + recordHeaderBytes..<end { message.append(bytes[index]) }
            start = end
            guard message[0] == 1 else { return .otherProtocol }
            guard message.count >= messageHeaderBytes else { continue }
            let count = Int(message[1]) << 16 | Int(message[2]) << 8 | Int(message[3])
            guard count <= maximumBytes else { return .otherProtocol }
            guard message.count >= messageHeaderBytes + count else { continue }
            return .complete(serverName: serverName(message, messageHeaderBytes..<messageHeaderBytes + count))
        }
    }

    private static func serverName(_ bytes: [UInt8], _ message: Range<Int>) -> String? {
        var rest = Cursor(bytes, message)
        // Version and random.
        guard rest.skip(34), rest.take(lengthBytes: 1) != nil, rest.take(lengthBytes: 2) != nil,
            rest.take(lengthBytes: 1) != nil, var extensions = rest.take(lengthBytes: 2)
        else { return nil }
        while let type = extensions.number(bytes: 2), let content = extensions.take(lengthBytes: 2) {
            guard type == 0 else { continue }
            var content = content
            guard var names = content.take(lengthBytes: 2), names.number(bytes: 1) == 0,
                let name = names.take(lengthBytes: 2)
            else { return nil }
            return text(bytes, name.part)
        }
        return nil
    }

    private static func text(_ bytes: [UInt8], _ part: Range<Int>) -> String? {
        guard (1...255).contains(part.count) else { return nil }
        var text: [UInt8] = []
        for byte in bytes[part] {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): text.append(byte | 0x20)
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
                UInt8(ascii: "."), UInt8(ascii: "_"):
                text.append(byte)
            default: return nil
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// A part of a message that is read from its beginning; nothing beyond its end is ever looked at.
    private struct Cursor {
        private let bytes: [UInt8]
        private(set) var part: Range<Int>

        init(_ bytes: [UInt8], _ part: Range<Int>) {
            self.bytes = bytes
            self.part = part
        }

        mutating func skip(_ count: Int) -> Bool {
            guard count <= part.count else { return false }
            part = part.lowerBound + count..<part.upperBound
            return true
        }

        mutating func number(bytes count: Int) -> Int? {
            let start = part.lowerBound
            guard skip(count) else { return nil }
            var number = 0
            for index in start..<start + count { number = number << 8 | Int(bytes[index]) }
            return number
        }

        /// Takes out a part whose length stands in front of it.
        mutating func take(lengthBytes: Int) -> Cursor? {
            guard let length = number(bytes: lengthBytes) else { return nil }
            let start = part.lowerBound
            guard skip(length) else { return nil }
            return Cursor(bytes, start..<start + length)
        }
    }
}
