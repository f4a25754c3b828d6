/// One HTTP request that Tollgate makes: to a discovery document, a key set or a registration endpoint.
public struct OutboundRequest: Sendable {
    /// The method, in capitals.
    public var method: String
    /// The absolute URL, `http` or `https`.
    public var url: String
    /// Header fields in the order in which they are sent.
    ///
    /// Values may be secrets: never log them.
    public var headers: [(name: String, value: String)]
    /// The body, if there is one.
    public var body: [UInt8]?

    /// A request with these parts.
    public init(
        method: String = "GET", url: String, headers: [(name: String, value: String)] = [], body: [UInt8]? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

extension OutboundRequest: CustomStringConvertible, CustomReflectable {
    /// Method, URL without its query, and the names of the header fields.
    public var description: String {
        "\(method) \(ShownURL.text(url)) [\(headers.map(\.name).joined(separator: ", "))], \(body?.count ?? 0) bytes"
    }

    /// Nothing of the values: `dump` and reflection see none of what may be a secret.
    public var customMirror: Mirror { Mirror(self, children: ["description": description]) }
}
