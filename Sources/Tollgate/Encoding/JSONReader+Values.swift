internal import TollgateEncoding

extension JSONReader {
    /// Reads a string, unescaped; anything else is an ``JSONError/unexpectedValue``.
    mutating func readText(_ bytes: Span<UInt8>) throws(JSONError) -> String {
        try readString(bytes).string(in: bytes)
    }

    /// Reads an array of strings, unescaped; anything else is an ``JSONError/unexpectedValue``.
    mutating func readTexts(_ bytes: Span<UInt8>) throws(JSONError) -> [String] {
        var result: [String] = []
        try beginArray(bytes)
        while try nextElement(bytes) { result.append(try readText(bytes)) }
        return result
    }
}
