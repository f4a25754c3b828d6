internal import Foundation
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
        if let query = request.uri.query, Self.hasToken(query: query) { throw .requestMalformed }
        guard !isRepeated else { throw .requestMalformed }
        guard let value else { throw .tokenMissing }
        try self.init(authorization: value)
    }

    /// Whether a query has the parameter `access_token` (RFC 6750 §2.3), however its name is encoded.
    private static func hasToken(query: String) -> Bool {
        query.split(separator: "&").contains { pair in
            let name = pair.prefix { $0 != "=" }
            return name == "access_token" || (name.contains("%") && name.removingPercentEncoding == "access_token")
        }
    }
}
