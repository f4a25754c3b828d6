/// The pages of other origins that may call an API, and the things that they may send and read (the Fetch standard,
/// CORS protocol).
///
/// Credentials of a browser, cookies above all, are never among them: tokens are sent by the page itself.
public struct CrossOriginRules: Hashable, Sendable {
    /// The origins whose pages may call the API.
    public enum Origins: Hashable, Sendable {
        /// Those of all.
        case any
        /// Those of some.
        case oneOf([OriginPattern])
    }

    /// The origins whose pages may call the API.
    public var origins: Origins
    /// The methods that they may use.
    ///
    /// Default: `GET`, `HEAD`, `POST`, `PUT`, `PATCH` and `DELETE`.
    public var methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
    /// The fields that they may send beside `Authorization`; `nil` for all.
    ///
    /// Default: `nil`.
    public var requestFields: [String]?
    /// The fields of answers that they may read, beside `WWW-Authenticate` and those that tell of limits; `nil` for
    /// all.
    ///
    /// Default: `nil`.
    public var exposedFields: [String]?
    /// The time for which a browser remembers what was allowed, in seconds, 0 or more.
    ///
    /// Default: 600.
    public var maximumAgeSeconds: Int64 = 600

    /// Rules for these origins.
    public init(_ origins: Origins) {
        self.origins = origins
    }

    /// The form of a field's name or of a method, for messages.
    package static let tokenRule = "a name as HTTP has it, such as X-Request-Id"

    /// Whether a text is a token (RFC 9110 §5.6.2).
    package static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }
}
