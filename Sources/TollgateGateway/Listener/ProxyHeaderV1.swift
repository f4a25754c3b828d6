internal import TollgateCatalogue

/// Reads headers of version 1: one line of text, `PROXY TCP4 192.0.2.1 198.51.100.1 40000 443`, CR and LF.
enum ProxyHeaderV1 {
    private static let begin = Array("PROXY ".utf8)
    /// The longest line, with its end.
    private static let mostBytes = 107

    static func read(_ bytes: Span<UInt8>) throws(ProxyProtocolFault) -> ProxyHeader? {
        guard ProxyHeader.begin(bytes, like: begin) else { throw .missing }
        var end = 0
        while end < bytes.count, bytes[end] != 0x0A {
            end += 1
            guard end < mostBytes else { throw .tooLong }
        }
        guard end < bytes.count else { return nil }
        guard end > begin.count, bytes[end - 1] == 0x0D else { throw .malformed }
        return ProxyHeader(origin: try origin(bytes, begin.count..<end - 1), count: end + 1)
    }

    private static func origin(
        _ bytes: Span<UInt8>, _ line: Range<Int>
    ) throws(ProxyProtocolFault) -> ProxyHeader.Origin {
        var rest = line
        guard let family = word(bytes, &rest) else { throw .malformed }
        // Whatever follows is left out.
        if equals(bytes, family, "UNKNOWN") { return .unknown }
        let isV4 = equals(bytes, family, "TCP4")
        guard isV4 || equals(bytes, family, "TCP6") else { throw .malformed }
        guard let source = address(bytes, word(bytes, &rest), isV4: isV4),
            address(bytes, word(bytes, &rest), isV4: isV4) != nil, isPort(bytes, word(bytes, &rest)),
            isPort(bytes, rest)
        else { throw .malformed }
        return .address(source)
    }

    /// The part before the next space, which is left out.
    private static func word(_ bytes: Span<UInt8>, _ rest: inout Range<Int>) -> Range<Int>? {
        var end = rest.lowerBound
        while end < rest.upperBound, bytes[end] != 0x20 { end += 1 }
        guard end > rest.lowerBound else { return nil }
        defer { rest = min(end + 1, rest.upperBound)..<rest.upperBound }
        return rest.lowerBound..<end
    }

    private static func equals(_ bytes: Span<UInt8>, _ part: Range<Int>, _ text: String) -> Bool {
        let text = text.utf8Span.span
        guard part.count == text.count else { return false }
        for index in 0..<text.count where bytes[part.lowerBound + index] != text[index] { return false }
        return true
    }

    private static func address(_ bytes: Span<UInt8>, _ part: Range<Int>?, isV4: Bool) -> IPAddress? {
        guard let part, let address = IPAddress(bytes, part) else { return nil }
        // An IPv4 address that is written as one has no colon.
        return (FieldValue.place(of: UInt8(ascii: ":"), in: bytes, part) == nil) == isV4 ? address : nil
    }

    private static func isPort(_ bytes: Span<UInt8>, _ part: Range<Int>?) -> Bool {
        guard let part, (1...5).contains(part.count), let number = FieldValue.number(bytes, part) else { return false }
        return number <= 65_535 && (part.count == 1 || bytes[part.lowerBound] != UInt8(ascii: "0"))
    }
}
