import Tollgate

/// What `tollgate explain` tells about a request that is refused for its path, before any API is looked for.
struct PathRefusal: Encodable {
    let path: String
    let verdict = "reject"
    let code: String
    let explanation: String
    let status: Int

    init(path: String, _ rejection: Rejection) {
        self.path = path
        code = rejection.code
        explanation = rejection.explanation
        status = rejection.status
    }

    var text: String { "rejected: \(status) \(code)\n  \(explanation)" }
}
