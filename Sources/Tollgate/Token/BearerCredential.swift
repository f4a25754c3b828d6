/// The bearer token of a request, taken from the `Authorization` header and from nowhere else (RFC 6750 §2.1).
///
/// ```swift
/// do throws(Rejection) {
///     let credential = try BearerCredential(authorization: values)   // of the fields `Authorization`
/// } catch {
///     // .tokenMissing or .requestMalformed
/// }
/// ```
public struct BearerCredential: Sendable {
    /// The token, of which nothing was checked yet.
    public var token: Substring { value[value.utf8.index(value.startIndex, offsetBy: start)...] }

    /// The field value, and where the token begins in it.
    let value: String
    let start: Int

    /// The credential in the values of a request's `Authorization` header fields, one for each line.
    ///
    /// The scheme is compared without regard to case (RFC 9110 §11.1) and followed by one or more spaces; then comes
    /// the token and nothing else.
    ///
    /// - Parameter authorization: The field values in the order in which they came.
    /// - Throws: ``Rejection/tokenMissing`` without a field or with another scheme, ``Rejection/requestMalformed`` with
    ///   two fields, two credentials in one, control characters, or anything after the token.
    public init(authorization: [String]) throws(Rejection) {
        guard let value = authorization.first else { throw .tokenMissing }
        guard authorization.count == 1 else { throw .requestMalformed }
        try self.init(authorization: value)
    }

    /// The credential in the value of a request's only `Authorization` header field.
    ///
    /// - Parameter value: The field value.
    /// - Throws: ``Rejection/tokenMissing`` with another scheme, ``Rejection/requestMalformed`` with two credentials,
    ///   control characters, or anything after the token.
    public init(authorization value: String) throws(Rejection) {
        let bytes = value.utf8
        guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { throw .requestMalformed }
        let scheme = bytes.prefix { $0 != 0x20 }
        guard scheme.count == 6, scheme.elementsEqual("bearer".utf8, by: { $0 | 0x20 == $1 }) else {
            // `Basic x, Bearer y` in one line is two credentials (RFC 9110 §5.3 allows joining lines by commas).
            throw Self.mentionsBearer(value) ? .requestMalformed : .tokenMissing
        }
        let rest = bytes[scheme.endIndex...].drop { $0 == 0x20 }
        guard Self.isToken(rest) else { throw .requestMalformed }
        self.value = value
        start = value.utf8.count - rest.count
    }

    /// A credential that was taken from elsewhere, for example from a file on the command line.
    public init(token: Substring) {
        value = String(token)
        start = 0
    }

    /// Whether these are one or more characters of b64token, with `=` only at the end (RFC 6750 §2.1).
    private static func isToken(_ bytes: Substring.UTF8View) -> Bool {
        let end = bytes.lastIndex { $0 != UInt8(ascii: "=") }
        guard let end else { return false }
        return bytes[...end].allSatisfy(isTokenCharacter)
    }

    /// The characters of b64token before its end.
    static func isTokenCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"), UInt8(ascii: "+"), UInt8(ascii: "/"):
            true
        default: false
        }
    }

    private static func mentionsBearer(_ value: String) -> Bool {
        value.split(separator: ",", omittingEmptySubsequences: false).dropFirst().contains { part in
            let word = part.drop { $0 == " " }.prefix { $0 != " " }
            return word.lowercased() == "bearer"
        }
    }
}
