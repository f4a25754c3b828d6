internal import Tollgate

/// The kinds of header fields that a proxy has rules for; every other field is passed on as it is.
enum FieldKind: UInt8, Sendable {
    /// Passed on as it is.
    case other
    case host
    case contentLength
    case transferEncoding
    case connection
    case authorization
    case expect
    case te
    /// Passed on, and added where it is missing.
    case date
    /// Concerns one connection only (RFC 9110 §7.6.1), and is never passed on.
    case hopByHop
    /// `Forwarded` (RFC 7239): read where a trusted proxy has sent it, and never passed on.
    case forwarded
    /// `X-Forwarded-For`, likewise.
    case forwardedFor
    /// `X-Forwarded-Proto`, likewise.
    case forwardedProto
    /// `X-Forwarded-Host`, likewise.
    case forwardedHost
    /// `Client-Cert` (RFC 9440): likewise, where a listener asks for it.
    case clientCertificate
    /// Only the gateway may say it to an upstream, or its spelling is one of a field with a meaning to the gateway.
    case reserved

    /// The kind of a field.
    ///
    /// A name in which `_`, `.` or the like stands where `-` belongs is the same name to some servers behind a gateway
    /// (RFC 9700 §4.13): such a spelling of a field with a rule is reserved.
    ///
    /// - Parameters:
    ///   - bytes: A header.
    ///   - name: The place of the field's name in it.
    /// - Returns: `nil` where the name is no token (RFC 9110 §5.6.2).
    static func kind(of bytes: Span<UInt8>, _ name: Range<Int>) -> FieldKind? {
        guard !name.isEmpty else { return nil }
        var isUnusual = false
        for index in name {
            switch bytes[index] {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                break
            case UInt8(ascii: "!"), UInt8(ascii: "#")...UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"),
                UInt8(ascii: "."), UInt8(ascii: "^")...UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
                isUnusual = true
            default: return nil
            }
        }
        let kind = known(bytes, name)
        return isUnusual && kind != .other ? .reserved : kind
    }

    /// The kind by the name, however its words are joined.
    private static func known(_ bytes: Span<UInt8>, _ name: Range<Int>) -> FieldKind {
        if name.count > 9, bytes[name.lowerBound] | 0x20 == UInt8(ascii: "x"),
            IdentityField.isReserved(bytes.extracting(name)) || begins(bytes, name, "x-forwarded")
        {
            return knownForwarded(bytes, name)
        }
        switch name.count {
        case 2: return begins(bytes, name, "te") ? .te : .other
        case 4: return begins(bytes, name, "host") ? .host : begins(bytes, name, "date") ? .date : .other
        case 5: return begins(bytes, name, "proxy") ? .reserved : .other
        case 6: return begins(bytes, name, "expect") ? .expect : .other
        case 7: return begins(bytes, name, "trailer") || begins(bytes, name, "upgrade") ? .hopByHop : .other
        case 9:
            if begins(bytes, name, "forwarded") { return .forwarded }
            return begins(bytes, name, "x-real-ip") ? .reserved : .other
        case 10:
            return begins(bytes, name, "connection")
                ? .connection : begins(bytes, name, "keep-alive") ? .hopByHop : .other
        case 11:
            if begins(bytes, name, "client-cert") { return .clientCertificate }
            return begins(bytes, name, "x-client-ip") ? .reserved : .other
        case 13:
            if begins(bytes, name, "authorization") { return .authorization }
            return begins(bytes, name, "x-rewrite-url") || begins(bytes, name, "x-http-method") ? .reserved : .other
        case 14:
            if begins(bytes, name, "content-length") { return .contentLength }
            return begins(bytes, name, "true-client-ip") || begins(bytes, name, "x-original-url")
                || begins(bytes, name, "x-original-uri")
                ? .reserved : .other
        case 15: return begins(bytes, name, "x-original-host") ? .reserved : .other
        case 16: return begins(bytes, name, "proxy-connection") ? .hopByHop : .other
        case 17:
            if begins(bytes, name, "transfer-encoding") { return .transferEncoding }
            return begins(bytes, name, "x-method-override") || begins(bytes, name, "client-cert-chain")
                ? .reserved : .other
        case 18: return begins(bytes, name, "proxy-authenticate") ? .hopByHop : .other
        case 19: return begins(bytes, name, "proxy-authorization") ? .hopByHop : .other
        case 22: return begins(bytes, name, "x-http-method-override") ? .reserved : .other
        default: return .other
        }
    }

    /// The kind of a field whose name begins like those that only gateways may use.
    private static func knownForwarded(_ bytes: Span<UInt8>, _ name: Range<Int>) -> FieldKind {
        switch name.count {
        case 15 where begins(bytes, name, "x-forwarded-for"): .forwardedFor
        case 16 where begins(bytes, name, "x-forwarded-host"): .forwardedHost
        case 17 where begins(bytes, name, "x-forwarded-proto"): .forwardedProto
        default: .reserved
        }
    }

    /// Whether a name begins with a text in lower case, each character but letters and digits being a `-`.
    private static func begins(_ bytes: Span<UInt8>, _ name: Range<Int>, _ text: StaticString) -> Bool {
        let text = unsafe UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        guard name.count >= text.count else { return false }
        for index in 0..<text.count where unsafe folded(bytes[name.lowerBound + index]) != text[index] { return false }
        return true
    }

    private static func folded(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
        default: UInt8(ascii: "-")
        }
    }
}
