internal import TollgateEncoding

/// A defect for which no client of Tollgate takes an answer, because it cannot be handled safely.
package enum AnswerDefect: Error, Hashable, Sendable, CustomStringConvertible {
    /// The status is none: RFC 9110 §15 has 100 to 599, and 600 to 999 are read like them.
    case status(Int)
    /// 101, although no request asked to change the protocol (RFC 9110 §15.2.2).
    case protocolSwitch
    /// More informational answers (1xx) than are accepted for one request.
    case informationalAnswers(limit: Int)
    /// More header fields than are read.
    case fields(limit: Int)
    /// More bytes than are read before something of a body comes: status line, fields, chunk extensions, trailers.
    case framing(limitBytes: Int)
    /// A part of an answer where there can be none.
    case order
    /// Content in a coding that is not undone, or in more than one; the codings, and those that would be undone.
    case codings([String], understood: String)

    /// The defect, in words that follow "the answer cannot be used:".
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
        case .codings(let codings, let understood):
            "it is compressed with \(Self.shown(codings)), which was not asked for; \(understood)"
        }
    }

    private static func shown(_ codings: [String]) -> String {
        VisibleText.of(String(codings.joined(separator: ", ").unicodeScalars.prefix(64)))
    }
}
