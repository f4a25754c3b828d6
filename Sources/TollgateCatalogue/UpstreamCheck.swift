/// A request by which servers are asked whether they are well: any answer from 200 to 399 says so.
public struct UpstreamCheck: Hashable, Sendable {
    /// The path that is asked for with `GET`, and perhaps a query; the path of the server's URL does not stand before it.
    public var path: String
    /// The time between two checks of one server, in seconds, 1 or more.
    ///
    /// Default: 10.
    public var intervalSeconds: Int64 = 10
    /// The longest time for an answer, in seconds, 1 or more.
    ///
    /// Default: 2.
    public var timeoutSeconds: Int64 = 2
    /// The checks in a row that have to fail until a server gets no requests, from 1 to 1 000.
    ///
    /// Default: 3.
    public var failures = 3
    /// The checks in a row that have to succeed until it gets requests again, from 1 to 1 000.
    ///
    /// Default: 2.
    public var successes = 2

    /// The values that `failures` and `successes` may have.
    package static let countRange = 1...1_000
    /// The form of a path, for messages.
    package static let pathRule = "a path that begins with a slash, such as /healthz, without spaces"

    /// A check that asks for a path.
    public init(path: String) {
        self.path = path
    }

    /// Whether a text can be a path.
    package static func isPath(_ text: String) -> Bool {
        text.utf8.first == UInt8(ascii: "/")
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }
    }
}
