/// A fault in the header fields of a message (RFC 9112 §5).
enum FieldFault: Error {
    /// A line without a colon, with a name that is no token, or that continues the line before.
    case name
    /// A control character in a value, or a line that does not end in CR and LF.
    case value
    /// More fields than are accepted.
    case tooMany
    /// `Connection` names more fields than are accepted.
    case tooManyConnectionOptions

    /// One sentence for people; it quotes nothing.
    var words: String {
        switch self {
        case .name: "a header field has no name that is a token"
        case .value: "a header field has a value with a control character"
        case .tooMany: "there are too many header fields"
        case .tooManyConnectionOptions: "`Connection` names too many fields"
        }
    }
}
