internal import TollgateCatalogue

/// Reads `Sec-WebSocket-Protocol` (RFC 6455 §11.3.4) where an entry of it may be a token.
enum WebSocketProtocols {
    /// The token among the entries.
    enum Found: Equatable {
        /// There is none.
        case none
        /// There is one, at this place.
        case token(Range<Int>)
        /// There are several.
        case several
    }

    /// Whether a name is that of the field; case does not matter.
    static func isName(_ name: Span<UInt8>) -> Bool {
        FieldValue.equals(name, 0..<name.count, "sec-websocket-protocol")
    }

    /// The token among the entries of a header.
    static func token(in fields: FieldBlock, _ entry: WebSocketTokenEntry) -> Found {
        let tokens = entries(of: fields).compactMap { token(fields.bytes, $0, entry) }
        guard let token = tokens.first else { return .none }
        return tokens.count == 1 ? .token(token) : .several
    }

    /// The entries without those that have a token.
    ///
    /// - Parameters:
    ///   - entry: The entry that has the token.
    ///   - fields: A header.
    /// - Returns: The others as a list, and the place of the first token; `nil` where there is none.
    static func taking(
        _ entry: WebSocketTokenEntry, from fields: FieldBlock
    ) -> (others: String, token: Range<Int>)? {
        var others: [String] = []
        var first: Range<Int>?
        for part in entries(of: fields) {
            if let token = token(fields.bytes, part, entry) {
                first = first ?? token
            } else {
                others.append(fields.text(part))
            }
        }
        return first.map { (others.joined(separator: ", "), $0) }
    }

    /// The places of the entries of all lines.
    private static func entries(of fields: FieldBlock) -> [Range<Int>] {
        let bytes = fields.bytes.span
        var entries: [Range<Int>] = []
        for line in fields.lines where isName(bytes.extracting(line.name)) {
            var rest = line.value
            while let part = FieldValue.nextElement(of: bytes, &rest) { entries.append(part) }
        }
        return entries
    }

    /// The place of the token, where an entry is the one that has it.
    private static func token(_ bytes: [UInt8], _ part: Range<Int>, _ entry: WebSocketTokenEntry) -> Range<Int>? {
        let start = Array("\(entry.name).".utf8)
        guard bytes[part].starts(with: start) else { return nil }
        return part.lowerBound + start.count..<part.upperBound
    }
}
