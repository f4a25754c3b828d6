/// A claim of tokens that the server behind an API is told in a field.
public struct IdentityClaim: Hashable, Sendable {
    /// The most of one API.
    package static let mostClaims = 32

    /// The name of the field, such as `X-Tenant`.
    public var field: String
    /// The claim, as in an issuer's `scope_claims`: its name, or a path with dots.
    public var claim: String

    /// A claim in a field.
    public init(field: String, claim: String) {
        self.field = field
        self.claim = claim
    }

    /// The form of a field's name, for messages.
    package static let fieldRule =
        "a name of letters, digits and `-` that is none of HTTP's or the gateway's own, such as X-Tenant"

    /// The names of fields that mean something to HTTP, or to a gateway.
    private static let taken: Set<String> = [
        "accept", "accept-encoding", "authorization", "cache-control", "connection", "content-encoding",
        "content-length", "content-type", "cookie", "date", "expect", "forwarded", "host", "keep-alive", "origin",
        "proxy", "range", "referer", "te", "trailer", "traceparent", "tracestate", "transfer-encoding",
        "true-client-ip", "upgrade", "via", "x-client-ip", "x-http-method", "x-http-method-override",
        "x-method-override", "x-original-host", "x-original-uri", "x-original-url", "x-real-ip", "x-rewrite-url",
    ]

    /// Whether a text can be the name of a field.
    package static func isField(_ text: String) -> Bool {
        let name = text.lowercased()
        return (1...64).contains(text.utf8.count) && text.utf8.allSatisfy(isNameByte) && !taken.contains(name)
            && !["x-tollgate", "x-forwarded", "proxy-", "sec-", "if-"].contains { name.hasPrefix($0) }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
