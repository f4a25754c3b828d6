internal import HTTPTypes
internal import Hummingbird
internal import TollgateRegistrar

/// An error as the admin API tells it: a problem document (RFC 9457).
struct Problem: Error, Sendable {
    let status: HTTPResponse.Status
    let code: String
    let detail: String
    /// The methods that the path has, where it was asked for another one.
    private var allowed: String?

    init(_ status: HTTPResponse.Status, code: String, detail: String) {
        self.status = status
        self.code = code
        self.detail = detail
    }

    static let unauthorized = Problem(
        .unauthorized, code: "token_invalid",
        detail: "a bearer token of the admin API is needed: `Authorization: Bearer tgt_…`")
    /// A bearer token that the registrar did not make, or not any more.
    static let tokenUnknown = Problem(
        .unauthorized, code: "token_invalid", detail: "the bearer token is none of this registrar's, or was deleted")

    /// The path has other methods than the one that was sent.
    static func methodNotAllowed(_ method: String, allowed: String) -> Problem {
        var problem = Problem(
            .methodNotAllowed, code: "method_not_allowed",
            detail: "there is no \(PlainText.shown(method)) here, but \(allowed)")
        problem.allowed = allowed
        return problem
    }

    /// Something that the request names is not there, or is none of the asker's business.
    static func notFound(_ kind: String, _ id: String) -> Problem {
        Problem(.notFound, code: "\(kind)_unknown", detail: "there is no \(kind.replacing("_", with: " ")) `\(id)`")
    }

    /// The answer to a change of something that the catalogue file owns: it is only read here.
    static func ownedByCatalogue(_ what: String) -> Problem {
        Problem(
            .conflict, code: "owned_by_catalogue",
            detail: "\(what) stands in the catalogue file of the gateway (`tollgate.yaml`); change it there and reload")
    }

    /// The document.
    var response: Response {
        let members: [String: JSONValue] = [
            "type": .string("urn:tollgate:problem:\(code)"), "title": .string(status.reasonPhrase),
            "status": .integer(Int64(status.code)), "code": .string(code), "detail": .string(detail),
        ]
        var response = Response.json(bytes: JSONValue.object(members).text, status: status)
        response.headers[.contentType] = "application/problem+json"
        response.headers[.cacheControl] = "no-store"
        if let allowed { response.headers[.allow] = allowed }
        if status == .unauthorized { response.headers[.wwwAuthenticate] = #"Bearer realm="tollgate-admin""# }
        return response
    }
}
