/// The fields that name a caller to the server behind the gate, in characters that every server reads alike (RFC 9110
/// §5.5).
///
/// Every byte that is no visible ASCII character, and `%` itself, is written as `%` and two digits, so that decoding
/// gives exactly what the token says, and two callers never look alike. In a list a comma is encoded too.
package enum IdentityField: CaseIterable, Sendable {
    case observed
    case client
    case subject
    case policies
    case tags

    /// The name of the field with the subject of a client's certificate (RFC 4514), encoded like the others.
    package static let certificate = "X-Tollgate-Client-Certificate"
    /// The name of the field with the SHA-256 digest of a client's certificate in base64url (RFC 8705 §3.1).
    package static let thumbprint = "X-Tollgate-Client-Certificate-Thumbprint"

    /// The name of the field.
    package var name: String {
        switch self {
        case .observed: "X-Tollgate-Observed"
        case .client: "X-Tollgate-Client"
        case .subject: "X-Tollgate-Subject"
        case .policies: "X-Tollgate-Policies"
        case .tags: "X-Tollgate-Tags"
        }
    }

    /// The value of the field for an admitted request; `nil` where it has none.
    package func value(for admission: Admission) -> String? {
        if self == .observed { return admission.observed?.code }
        guard let pass = admission.pass else { return nil }
        switch self {
        case .observed: return nil
        case .client: return pass.token.claims.withBytes(of: .client) { Self.encoded($0) }
        case .subject: return pass.token.claims.withBytes(of: .subject) { Self.encoded($0) }
        case .policies: return pass.authorized.grant.texts.policies
        case .tags: return pass.authorized.grant.texts.tags
        }
    }

    /// The items of a list, as its field has them.
    static func list(_ texts: [String]) -> String {
        texts.map { encoded($0.utf8Span.span, isListed: true) }.joined(separator: ",")
    }

    static func encoded(_ bytes: Span<UInt8>, isListed: Bool = false) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        forEachRun(
            of: bytes, isListed: isListed, plain: { run in for index in run.indices { result.append(run[index]) } },
            encoded: { byte in
                result.append(UInt8(ascii: "%"))
                result.append(digit(byte >> 4))
                result.append(digit(byte & 15))
            })
        return String(decoding: result, as: UTF8.self)
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }

    /// Splits a text into what is written as it is and what has to be encoded.
    ///
    /// - Parameters:
    ///   - bytes: The text.
    ///   - isListed: Whether it is an item of a list.
    ///   - plain: Takes bytes that are written as they are.
    ///   - encoded: Takes a byte that is written as `%` and two digits.
    package static func forEachRun(
        of bytes: Span<UInt8>, isListed: Bool, plain: (Span<UInt8>) -> Void, encoded: (UInt8) -> Void
    ) {
        var start = 0
        for index in 0..<bytes.count {
            let byte = bytes[index]
            let isPlain =
                byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "%") && !(isListed && byte == UInt8(ascii: ","))
            guard !isPlain else { continue }
            if start < index { plain(bytes.extracting(start..<index)) }
            encoded(byte)
            start = index + 1
        }
        if start < bytes.count { plain(bytes.extracting(start..<bytes.count)) }
    }

    /// Whether a name is that of a field that only the gate may write, however its words are joined.
    ///
    /// A name in which `_`, `.` or the like stands where `-` belongs is the same name to some servers (RFC 9700 §4.13).
    ///
    /// - Parameter name: The name of a field.
    /// - Returns: Whether it begins with `x-tollgate`.
    package static func isReserved(_ name: Span<UInt8>) -> Bool {
        let own = "x-tollgate".utf8Span.span
        guard name.count >= own.count, name[0] | 0x20 == own[0] else { return false }
        for index in 1..<own.count where folded(name[index]) != own[index] { return false }
        return true
    }

    static func folded(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
        default: UInt8(ascii: "-")
        }
    }
}
