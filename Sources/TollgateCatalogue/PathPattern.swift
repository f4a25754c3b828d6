/// A pattern for paths: `/get` exactly, `/orders/{id}` with one segment left open, `/files/*` with everything below.
public struct PathPattern: Hashable, Sendable {
    /// One segment of a pattern.
    package enum Segment: Sendable {
        /// Exactly this text, decoded but for `%2F`.
        case literal(String)
        /// Any one segment that is not empty; the name is for the reader.
        case parameter(String)
    }

    /// The pattern as it was written.
    public let text: String
    /// Its segments, without the `*` at the end.
    package let segments: [Segment]
    /// Whether it ends in `/*`: then any number of further segments match, also none.
    package let matchesEverythingBelow: Bool

    /// Reads a pattern.
    ///
    /// Characters that a pattern has no place for, or that mean something in it, are written as in a URL: `/a%20b`,
    /// `/caf%C3%A9`, `/%2A`. They are refused where they are refused in a request; `%2F` is part of its segment, and
    /// only reached where the API allows it.
    ///
    /// `nil` unless it starts with `/`, has no empty segment except at the end, uses `{name}` only for whole segments
    /// and `*` only as the last one, and holds no query, no dot segment and no other escape than a request may have.
    public init?(_ text: String) {
        guard text.first == "/" else { return nil }
        var parts = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        var everythingBelow = false
        if parts.last == "*" {
            everythingBelow = true
            parts.removeLast()
        }
        var segments: [Segment] = []
        for (index, part) in parts.enumerated() {
            if part.isEmpty, index < parts.count - 1 || everythingBelow { return nil }
            if part.first == "{", part.last == "}" {
                let name = part.dropFirst().dropLast()
                guard !name.isEmpty, !name.contains("{"), !name.contains("}") else { return nil }
                segments.append(.parameter(String(name)))
                continue
            }
            guard let literal = Self.literal(part) else { return nil }
            segments.append(.literal(literal))
        }
        self.text = text
        self.segments = segments
        matchesEverythingBelow = everythingBelow
    }

    /// The segment of a request's path that this text of a pattern matches; `nil` where no request can have it.
    private static func literal(_ part: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = part.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                guard byte > 0x20, byte < 0x7F, !"{}*?#;\\".utf8.contains(byte) else { return nil }
                bytes.append(byte)
                continue
            }
            guard let high = hexadecimalDigit(rest.popFirst()), let low = hexadecimalDigit(rest.popFirst()) else {
                return nil
            }
            let encoded = high << 4 | low
            switch PathEscape(encoded) {
            case .unreserved, .plain: bytes.append(encoded)
            case .slash: bytes += PathEscape.keptSlash
            case .backslash, .semicolon, .percent, .control: return nil
            }
        }
        guard PathEscape.dotSegment(in: bytes.span) == nil else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func hexadecimalDigit(_ byte: UInt8?) -> UInt8? {
        byte.flatMap { Character(UnicodeScalar($0)) }.flatMap { $0.isASCII ? $0.hexDigitValue : nil }
            .map { UInt8(truncatingIfNeeded: $0) }
    }

    /// Whether only requests with an encoded slash match.
    var needsEncodedSlash: Bool {
        segments.contains { if case .literal(let text) = $0 { text.utf8.contains(UInt8(ascii: "%")) } else { false } }
    }

    /// Whether the segments of a normalised path match.
    ///
    /// The segments are what stands between the slashes after the first one: `/a/b` has `a` and `b`, `/` has one
    /// empty segment.
    package func matches(_ path: ArraySlice<Substring>) -> Bool {
        if matchesEverythingBelow {
            guard path.count >= segments.count else { return false }
        } else {
            guard path.count == segments.count else { return false }
        }
        for (index, segment) in segments.enumerated() {
            let part = path[path.startIndex + index]
            switch segment {
            case .literal(let text):
                // Byte for byte: Swift calls a Kelvin sign and a K the same.
                if !part.utf8.elementsEqual(text.utf8) { return false }
            case .parameter: if part.isEmpty { return false }
            }
        }
        return true
    }
}

extension PathPattern.Segment: Hashable {
    /// Texts are compared byte for byte: Swift calls a letter with an accent and the two characters for it the same.
    public static func == (lhs: Self, rhs: Self) -> Bool {
        switch (lhs, rhs) {
        case (.literal(let mine), .literal(let theirs)), (.parameter(let mine), .parameter(let theirs)):
            mine.utf8.elementsEqual(theirs.utf8)
        default: false
        }
    }

    /// Hashes what is compared.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .literal(let text):
            hasher.combine(0)
            hasher.combine(Array(text.utf8))
        case .parameter(let name):
            hasher.combine(1)
            hasher.combine(Array(name.utf8))
        }
    }
}
