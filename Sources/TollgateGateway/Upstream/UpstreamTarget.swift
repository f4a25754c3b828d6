/// Writes what an upstream is asked for: the path that was decided about, and the query as it came.
///
/// Only bytes that may not stand in a URL are percent-encoded (RFC 3986 §3.3, §3.4): a server that repairs them itself
/// could see another path than the one that was decided about.
enum UpstreamTarget {
    /// Writes a path and the query of a target.
    ///
    /// - Parameters:
    ///   - path: The path, with its slash.
    ///   - target: The target in the request line; what stands behind its first `?` is the query.
    ///   - out: The bytes that it is written behind.
    static func write(_ path: Substring, query target: String, to out: inout [UInt8]) {
        write(path.utf8Span.span, isQuery: false, to: &out)
        let target = target.utf8Span.span
        var start = 0
        while start < target.count, target[start] != UInt8(ascii: "?") { start += 1 }
        guard start < target.count else { return }
        out.append(UInt8(ascii: "?"))
        write(target.extracting(start + 1..<target.count), isQuery: true, to: &out)
    }

    private static func write(_ bytes: Span<UInt8>, isQuery: Bool, to out: inout [UInt8]) {
        var start = 0
        for index in 0..<bytes.count where !isAllowed(bytes, index, isQuery: isQuery) {
            append(bytes, start..<index, to: &out)
            PercentEncoding.write(bytes[index], to: &out)
            start = index + 1
        }
        append(bytes, start..<bytes.count, to: &out)
    }

    private static func append(_ bytes: Span<UInt8>, _ part: Range<Int>, to out: inout [UInt8]) {
        unsafe bytes.extracting(part).withUnsafeBufferPointer { unsafe out.append(contentsOf: $0) }
    }

    private static func isAllowed(_ bytes: Span<UInt8>, _ index: Int, isQuery: Bool) -> Bool {
        switch bytes[index] {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"), UInt8(ascii: "!"), UInt8(ascii: "$"), UInt8(ascii: "&"), UInt8(ascii: "'"),
            UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: ","),
            UInt8(ascii: ";"), UInt8(ascii: "="), UInt8(ascii: ":"), UInt8(ascii: "@"), UInt8(ascii: "/"):
            true
        case UInt8(ascii: "?"): isQuery
        case UInt8(ascii: "%"):
            index + 2 < bytes.count && isHexadecimal(bytes[index + 1]) && isHexadecimal(bytes[index + 2])
        default: false
        }
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "F"),
            UInt8(ascii: "a")...UInt8(ascii: "f"):
            true
        default: false
        }
    }
}
