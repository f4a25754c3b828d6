internal import TollgateEncoding

/// The syntax of a bearer credential in bytes (RFC 6750 §2.1): `Bearer`, one or more spaces, and a token.
enum BearerSyntax {
    /// The place of the token; `nil` where there is none, or another scheme.
    static func tokenStart(in value: Span<UInt8>) -> Int? {
        guard value.count > 7, isBearer(value, 0..<6), value[6] == 0x20 else { return nil }
        var start = 7
        while start < value.count, value[start] == 0x20 { start += 1 }
        return start < value.count ? start : nil
    }

    /// The rejection of a value without a token, as `BearerCredential.init(authorization:)` has it.
    static func fault(of value: Span<UInt8>) -> Rejection {
        let text = String(decoding: [UInt8](value), as: UTF8.self)
        do throws(Rejection) {
            _ = try BearerCredential(authorization: text)
        } catch {
            return error
        }
        return .requestMalformed
    }

    /// Whether these are one or more characters of b64token, with `=` only at the end.
    static func isToken(_ bytes: Span<UInt8>) -> Bool {
        var end = bytes.count
        while end > 0, bytes[end - 1] == UInt8(ascii: "=") { end -= 1 }
        guard end > 0 else { return false }
        for index in 0..<end where !BearerCredential.isTokenCharacter(bytes[index]) { return false }
        return true
    }

    private static func isBearer(_ value: Span<UInt8>, _ part: Range<Int>) -> Bool {
        let name = "bearer".utf8Span.span
        for index in part where value[index] | 0x20 != name[index - part.lowerBound] { return false }
        return true
    }
}
