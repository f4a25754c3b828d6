/// Bytes that a server sends as its answer, whatever they are.
package struct RawAnswer: Sendable {
    /// The bytes.
    package var bytes: [UInt8]
    /// Whether the server closes the connection behind them.
    package var closes: Bool

    /// An answer of these bytes.
    ///
    /// - Parameters:
    ///   - bytes: The bytes.
    ///   - closes: Whether the server closes the connection behind them. Default: yes.
    package init(_ bytes: [UInt8], closes: Bool = true) {
        self.bytes = bytes
        self.closes = closes
    }

    /// A text as an answer.
    package init(_ text: String, closes: Bool = true) {
        self.init(Array(text.utf8), closes: closes)
    }

    /// An answer that is well formed but for its status, which may be anything from 000 to 999.
    ///
    /// - Parameters:
    ///   - status: The status.
    ///   - fields: Header fields, each with its line end.
    ///   - body: The body.
    package init(status: Int, fields: String = "", body: [UInt8]) {
        let digits = String(repeating: "0", count: max(0, 3 - "\(status)".utf8.count)) + "\(status)"
        let hasNoContent = status == 204 || status == 304
        let length = hasNoContent ? "" : "Content-Length: \(body.count)\r\n"
        let head = "HTTP/1.1 \(digits) X\r\n\(fields)\(length)\r\n"
        // Whoever waits for what follows an informational answer shall not wait long.
        self.init(Array(head.utf8) + (hasNoContent ? [] : body), closes: status < 200)
    }
}
