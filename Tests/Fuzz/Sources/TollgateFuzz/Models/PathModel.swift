/// A request target by a plain reading of the rules: split first, then decoded, each segment by itself.
struct PathModel {
    private static let unreserved = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
    private static let marks = Set("!$&'()*+,=:@/%".utf8)

    /// The segments, all escapes decoded.
    let segments: [[UInt8]]
    /// The API that it leads to.
    let api: String?

    /// The path of a target; `nil` where it has to be refused.
    init?(_ target: String) {
        let path = Array(target.utf8.prefix { $0 != UInt8(ascii: "?") })
        guard path.first == UInt8(ascii: "/"), path.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"\\;#".utf8.contains($0) })
        else { return nil }
        let parts = path.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard !parts.dropLast().contains(where: \.isEmpty) else { return nil }
        var segments: [[UInt8]] = []
        var hasSlash = false
        for part in parts {
            guard let segment = Self.decoded(part), String(validating: segment, as: UTF8.self) != nil,
                segment.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && !"\\%".utf8.contains($0) }),
                // A semicolon can only have come encoded.
                !segment.contains(UInt8(ascii: ";"))
            else { return nil }
            let steps = segment.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            guard !steps.contains(where: { $0.elementsEqual(".".utf8) || $0.elementsEqual("..".utf8) }) else {
                return nil
            }
            hasSlash = hasSlash || steps.count > 1
            segments.append(segment)
        }
        self.segments = segments
        let isBelow = segments.first.map { $0.elementsEqual("payment-api".utf8) } ?? false
        let isFiles = isBelow && segments.count > 1 && segments[1].elementsEqual("files".utf8)
        api = isFiles ? "files" : isBelow ? "payments" : nil
        guard !hasSlash || isFiles else { return nil }
    }

    /// What a part of a path stands for; `nil` where a percent sign has no two digits behind it.
    static func decoded(_ part: some Sequence<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = Array(part)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit && $0 < 0x80 }),
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return bytes
    }

    /// Whether a byte can stand in the path of a URL (RFC 3986 §3.3).
    static func isURLByte(_ byte: UInt8) -> Bool { unreserved.contains(byte) || marks.contains(byte) }

    /// Whether nothing is encoded that means the same unencoded.
    static func isNormal(_ part: some Sequence<UInt8>) -> Bool {
        let bytes = Array(part)
        return bytes.indices.allSatisfy { index in
            guard bytes[index] == UInt8(ascii: "%"), let byte = decoded(bytes[index...].prefix(3))?.first else {
                return true
            }
            return !unreserved.contains(byte)
        }
    }
}
