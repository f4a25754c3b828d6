/// The fault for which an upstream's answer cannot be passed on (RFC 9112 §4, §6, §7).
enum AnswerFault: Error {
    case statusLine
    /// A status below 100.
    case status
    /// 101, where nobody has asked for another protocol (RFC 9110 §15.2.2).
    case switchingProtocols
    /// 101 for another protocol than the one that was asked for, or for none.
    case otherProtocol
    case fields(FieldFault)
    case headTooLong
    /// `Content-Length` twice, with `Transfer-Encoding`, or no number.
    case contentLength
    /// A `Transfer-Encoding` other than `chunked`, or in an answer of HTTP/1.0.
    case transferEncoding
    case chunk
    case trailersTooLong
    case tooManyInterimAnswers
    /// The connection ended before the answer did.
    case truncated
    /// Bytes that belong to no answer.
    case surplus

    /// One sentence for people; it quotes nothing.
    var words: String {
        switch self {
        case .statusLine: "its first line is no status line of HTTP/1"
        case .status: "its status is below 100"
        case .switchingProtocols: "it switches protocols without being asked"
        case .otherProtocol: "it switches to a protocol that was not asked for"
        case .fields(let fault): fault.words
        case .headTooLong: "its header is too long"
        case .contentLength: "its length is told twice, or is no number"
        case .transferEncoding: "its transfer coding is not `chunked`"
        case .chunk: "a chunk of it is malformed"
        case .trailersTooLong: "its trailers are too long"
        case .tooManyInterimAnswers: "there are too many interim answers before it"
        case .truncated: "the connection ended before it"
        case .surplus: "bytes came behind it"
        }
    }
}
