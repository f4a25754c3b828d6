internal import HTTPTypes
internal import Hummingbird
internal import Tollgate

extension BearerCredential {
    /// The credential of a request: exactly one, and in the header (RFC 6750 §2).
    ///
    /// A token in the query is refused even where the header has one: it stands in logs already.
    init(request: Request) throws(Rejection) {
        var value: String?
        var isRepeated = false
        for field in request.headers where field.name == .authorization {
            if value != nil { isRepeated = true }
            value = field.value
        }
        if let query = request.uri.query, query.utf8.contains(UInt8(ascii: "=")),
            request.uri.queryParameters["access_token"] != nil
        {
            throw .requestMalformed
        }
        guard !isRepeated else { throw .requestMalformed }
        guard let value else { throw .tokenMissing }
        try self.init(authorization: value)
    }
}
