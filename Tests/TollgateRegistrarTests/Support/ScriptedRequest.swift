import Foundation
import TollgateRegistrar

/// What a scripted provider was asked, its body read whole.
struct ScriptedRequest: Sendable {
    var method: String
    var path: String
    var query: [String: String]
    var headers: [String: String]
    var body: [UInt8]

    /// The members of a JSON body; none for any other.
    var members: [String: JSONValue] { JSONValue(parsing: body)?.object ?? [:] }

    /// The fields of a form.
    var form: [String: String] {
        var components = URLComponents()
        components.percentEncodedQuery = String(decoding: body, as: UTF8.self).replacing("+", with: "%20")
        return Dictionary(
            (components.queryItems ?? []).map { ($0.name, $0.value ?? "") }, uniquingKeysWith: { first, _ in first })
    }

    var authorization: String { headers["authorization"] ?? "" }

    /// The bearer token, if there is one.
    var bearer: String? {
        authorization.hasPrefix("Bearer ") ? String(authorization.dropFirst("Bearer ".count)) : nil
    }

    /// The last segment of the path, decoded.
    var lastSegment: String {
        path.split(separator: "/").last.map { String($0).removingPercentEncoding ?? String($0) } ?? ""
    }
}
