internal import HTTPTypes

extension HTTPFields {
    /// The headers of every answer that holds a secret (RFC 6749 §5.1, RFC 7591 §3.2.1).
    static let noStore: HTTPFields = {
        var fields: HTTPFields = [.cacheControl: "no-store"]
        if let pragma = HTTPField.Name("Pragma") { fields[pragma] = "no-cache" }
        return fields
    }()
}
