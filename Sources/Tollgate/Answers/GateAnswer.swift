package import TollgateCatalogue

/// An answer that a server with the gate in it gives in the place of what was asked for.
package struct GateAnswer: Sendable {
    /// Seconds after which a client may try again where the gate lacks something.
    private static let retryAfterSeconds = 5

    /// The status.
    package let status: Int
    /// The fields by their names, but for the length of the content.
    package let fields: [(name: String, value: String)]
    /// The content.
    package let text: String

    /// An answer with a status, fields and a text.
    package init(status: Int, _ fields: [(name: String, value: String)] = [], text: String = "") {
        self.status = status
        self.fields = fields
        self.text = text
    }

    /// An answer with a JSON text that nobody may store.
    package init(status: Int, _ fields: [(name: String, value: String)] = [], json: String) {
        self.init(
            status: status, [("Content-Type", "application/json"), ("Cache-Control", "no-store")] + fields, text: json)
    }

    /// An answer with `error`, `error_description` and `code`.
    ///
    /// - Parameters:
    ///   - status: The status.
    ///   - fields: Fields beside those of the content.
    ///   - error: The `error`.
    ///   - explanation: The `error_description`: plain text without quotation marks.
    ///   - code: The `code`.
    package init(
        status: Int, _ fields: [(name: String, value: String)] = [], error: String, explanation: String, code: String
    ) {
        self.init(
            status: status, fields,
            json: "{\"error\":\"\(error)\",\"error_description\":\"\(explanation)\",\"code\":\"\(code)\"}\n")
    }

    /// The answer to a request that belongs to no API.
    package static let noSuchAPI = GateAnswer(
        status: 404, error: "not_found", explanation: "There is no API at this path.", code: "not_found")

    /// The answer to a request whose path can be read in more than one way.
    package init(_ fault: PathFault) { self.init(fault.rejection, realm: "tollgate") }

    /// The answer to a rejected request (RFC 6750 §3).
    ///
    /// - Parameters:
    ///   - rejection: The reason.
    ///   - request: The request.
    ///   - limits: The state of the client's limits, where a limit is the reason.
    ///   - unixSeconds: Now.
    ///   - explanation: A sentence that says more than the fixed one.
    package init(
        _ rejection: Rejection, to request: GateRequest, limits: LimitReport? = nil, unixSeconds: Int64,
        explanation: String? = nil
    ) {
        let api = request.api
        self.init(
            rejection, realm: api.name,
            // Only a challenge has a place for it.
            scope: rejection.hasChallenge ? api.sufficientScope(method: request.method, path: request.path) : nil,
            resourceMetadata: api.resourceMetadataURL,
            limitFields: limits?.headers(unixSeconds: unixSeconds) ?? [], explanation: explanation,
            style: api.source.errorStyle)
    }

    /// The answer to a rejected request (RFC 6750 §3), from its parts.
    ///
    /// - Parameters:
    ///   - rejection: The reason.
    ///   - realm: The protection space: the API's name.
    ///   - scope: The scope that would have been enough, if exactly one is known.
    ///   - resourceMetadata: The URL of the API's metadata (RFC 9728 §5.1), if it has any.
    ///   - limitFields: Names and values that tell how the client stands.
    ///   - explanation: A sentence that says more than the fixed one.
    ///   - style: The style of status and body.
    package init(
        _ rejection: Rejection, realm: String, scope: String? = nil, resourceMetadata: String? = nil,
        limitFields: [(name: String, value: String)] = [], explanation: String? = nil,
        style: API.ErrorStyle = .rfc6750
    ) {
        var fields: [(name: String, value: String)] = []
        let challenge = rejection.challenge(
            realm: realm, scope: scope, resourceMetadata: resourceMetadata, explanation: explanation)
        if let challenge { fields.append(("WWW-Authenticate", challenge)) }
        fields += limitFields
        if rejection.status == 503 { fields.append(("Retry-After", "\(Self.retryAfterSeconds)")) }
        self.init(
            status: rejection.status(in: style), fields, json: rejection.body(in: style, explanation: explanation))
    }

    /// The answer to a request for the metadata of a protected resource (RFC 9728 §3.2).
    ///
    /// It is public. Pages in a browser may read it too; they ask with `OPTIONS` first if they send fields of their
    /// own.
    package init(_ metadata: ResourceMetadata, method: String) {
        switch method {
        case "GET", "HEAD":
            self.init(
                status: 200,
                [
                    ("Content-Type", "application/json"), ("Cache-Control", "max-age=300"),
                    ("Access-Control-Allow-Origin", "*"),
                ], text: metadata.json)
        case "OPTIONS":
            self.init(
                status: 204,
                [
                    ("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Methods", "GET, HEAD"),
                    ("Access-Control-Allow-Headers", "*"),
                ])
        default: self.init(status: 405, [("Allow", "GET, HEAD, OPTIONS")])
        }
    }
}
