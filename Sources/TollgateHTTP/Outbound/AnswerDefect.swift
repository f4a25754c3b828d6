/// What makes an answer one that no client of Tollgate takes, because nobody could handle it safely.
package enum AnswerDefect: Error, Hashable, Sendable, CustomStringConvertible {
    /// The status is none: RFC 9110 §15 has 100 to 599, and 600 to 999 are read like them.
    case status(Int)
    /// 101, although nobody asked to change the protocol (RFC 9110 §15.2.2).
    case protocolSwitch
    /// More informational answers (1xx) than anybody sends for one request.
    case informationalAnswers(limit: Int)
    /// More header fields than are read.
    case fields(limit: Int)
    /// More bytes than are read before something of a body comes: status line, fields, chunk extensions, trailers.
    case framing(limitBytes: Int)
    /// A part of an answer where there can be none.
    case order

    /// What is wrong, in words that follow "the answer cannot be used:".
    package var description: String {
        switch self {
        case .status(let code):
            "its status is \(code < 100 ? String(repeating: "0", count: code < 10 ? 2 : 1) : "")\(code), and there are "
                + "only 100 to 999"
        case .protocolSwitch: "it changes the protocol (101), which nobody asked for"
        case .informationalAnswers(let limit): "more than \(limit) informational answers (1xx) come before it"
        case .fields(let limit): "it has more than \(limit) header fields"
        case .framing(let limit): "its head is longer than \(limit) bytes"
        case .order: "its parts come in an order that HTTP does not have"
        }
    }
}
