/// A pattern for paths: `/get` exactly, `/orders/{id}` with one segment left open, `/files/*` with everything below.
public struct PathPattern: Hashable, Sendable {
    /// One segment of a pattern.
    public enum Segment: Hashable, Sendable {
        /// Exactly this text.
        case literal(String)
        /// Any one segment that is not empty; the name is for the reader.
        case parameter(String)
    }

    /// The pattern as it was written.
    public let text: String
    /// Its segments, without the `*` at the end.
    public let segments: [Segment]
    /// Whether it ends in `/*`: then any number of further segments match, also none.
    public let matchesEverythingBelow: Bool

    /// Reads a pattern.
    ///
    /// `nil` unless it starts with `/`, has no empty segment except at the end, uses `{name}` only for whole segments
    /// and `*` only as the last one, and holds no percent sign, query or dot segment.
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
            let isPlain = part.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"{}*%?#;\\".utf8.contains($0) }
            guard isPlain, part != ".", part != ".." else { return nil }
            segments.append(.literal(String(part)))
        }
        self.text = text
        self.segments = segments
        matchesEverythingBelow = everythingBelow
    }

    /// Whether the segments of a normalised path match.
    ///
    /// The segments are what stands between the slashes after the first one: `/a/b` has `a` and `b`, `/` has one
    /// empty segment.
    public func matches(_ path: ArraySlice<Substring>) -> Bool {
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
