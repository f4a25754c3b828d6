/// The answer of a server to an ``OutboundRequest``, its body read whole.
public struct OutboundResponse: Sendable {
    /// The status code.
    public var status: Int
    /// Header fields as they came.
    public var headers: [(name: String, value: String)]
    /// The body, at most as long as the client's limit.
    public var body: [UInt8]

    /// A response with these parts.
    public init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// Finds the first value of a header field; its name is compared without regard to case.
    public func header(_ name: String) -> String? {
        let wanted = name.lowercased()
        return headers.first { $0.name.lowercased() == wanted }?.value
    }
}

extension OutboundResponse: CustomStringConvertible, CustomReflectable {
    /// The status and the names of the header fields.
    public var description: String {
        "\(status) [\(headers.map(\.name).joined(separator: ", "))], \(body.count) bytes"
    }

    /// Nothing of the values: `dump` and reflection see none of what may be a secret.
    public var customMirror: Mirror { Mirror(self, children: ["description": description]) }
}
