internal import NIOHTTP1
internal import Tollgate

/// The things in the head of a request that the gate needs to know.
struct RequestSummary {
    /// Path and query as they stand in the request line.
    let target: String
    /// The method.
    let method: String
    /// The version, where the form has it.
    var version: HTTPVersion?
    private(set) var authorization = AuthorizationFields()
    /// Whether a field is there, or listed in `Connection`, that only the gate may write.
    private(set) var hasReserved = false
    /// Whether the client waits for `100 Continue` before it sends the content.
    private(set) var expectsContinue = false
    /// The announced length of the content.
    private(set) var contentLength: Int?
    /// The host that is asked; empty where several are named, which nobody can tell apart (RFC 9112 §3.2).
    var host: String?
    /// The origin of the page that calls; empty where none is told.
    private(set) var origin = ""
    /// The method that a browser asks about before a page's request.
    private(set) var requestedMethod: String?
    /// Whether the connection is used for another request afterwards.
    var keepsAlive = true

    /// A summary without fields.
    init(target: String, method: String) {
        self.target = target
        self.method = method
    }

    /// Whether the answer has no content.
    var isHead: Bool { method == "HEAD" }

    /// Whether the connection ends with an answer that does not wait for the content.
    ///
    /// A client that waits for leave to send its content will not send it: what follows could be anything.
    ///
    /// - Parameter maximum: The longest content that is thrown away.
    /// - Returns: Whether the answer is the last one of the connection.
    func isLast(discarding maximum: Int) -> Bool {
        !keepsAlive || expectsContinue || contentLength.map { $0 > maximum } ?? false
    }

    /// Takes note of a field.
    mutating func see(_ name: String, _ value: String) {
        let bytes = name.utf8Span.span
        switch bytes.count {
        case 4 where name.lowercased() == "host": host = host == nil ? value : ""
        case 6:
            let name = name.lowercased()
            if name == "expect" { expectsContinue = value.lowercased() == "100-continue" }
            if name == "origin" { origin = value }
        case 29 where name.lowercased() == "access-control-request-method": requestedMethod = value
        case 10 where FieldRules.isConnection(name): if FieldRules.listsReserved(value) { hasReserved = true }
        case 13 where AuthorizationFields.isName(bytes): authorization.add(value)
        case 14 where name.lowercased() == "content-length": contentLength = Int(value)
        default: break
        }
        if IdentityField.isReserved(bytes) { hasReserved = true }
    }
}
