import Tollgate
import TollgateCatalogue

/// The URL at the upstream that a request is passed on to: the path that was decided about, and the query as it came.
///
/// Only bytes that may not stand in a URL are percent-encoded. It has to be done here: given one such byte, the URL
/// parser below would encode the whole text anew, percent signs and all, and the upstream would see another path than
/// the one that was decided about.
enum UpstreamURL {
    /// The URL for a request.
    ///
    /// - Parameters:
    ///   - target: Path and query as they stand in the request line.
    ///   - path: The path, as it was decided about.
    ///   - api: The API that it belongs to.
    /// - Returns: `nil` where the API has no upstream.
    static func url(target: String, _ path: RequestPath, of api: GateAPI) -> String? {
        guard let base = api.source.upstream?.dropLast() else { return nil }
        let path = encoded(api.upstreamPath(of: path), alsoAllowed: "/")
        // By bytes: a question mark and a combining character behind it are one character to Swift.
        let query = target.utf8.drop { $0 != UInt8(ascii: "?") }
        return "\(base)\(path)" + (query.isEmpty ? "" : "?" + encoded(Substring(query.dropFirst()), alsoAllowed: "/?"))
    }

    /// The text with every byte percent-encoded that is neither part of `pchar` (RFC 3986 §3.3) nor allowed here.
    static func encoded(_ text: Substring, alsoAllowed: StaticString) -> String {
        let allowed = Array("-._~!$&'()*+,;=:@\(alsoAllowed)".utf8)
        let bytes = Array(text.utf8)
        let digits = Array("0123456789ABCDEF".utf8)
        var result: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            let isLetterOrDigit =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            let isEscape =
                byte == UInt8(ascii: "%") && index + 2 < bytes.count && isHexadecimal(bytes[index + 1])
                && isHexadecimal(bytes[index + 2])
            if isLetterOrDigit || isEscape || allowed.contains(byte) {
                result.append(byte)
            } else {
                result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
    }
}
