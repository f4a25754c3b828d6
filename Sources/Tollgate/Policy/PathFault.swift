/// The reason why a request's path is refused, and its place in the path.
///
/// It quotes nothing of the path, so that it can be logged and shown.
public struct PathFault: Error, Hashable, Sendable {
    /// The fault.
    @nonexhaustive
    public enum Kind: Hashable, Sendable {
        /// It does not begin with a slash.
        case relative
        /// Two slashes with nothing between them.
        case emptySegment
        /// A segment `.` or `..`, encoded or not.
        case dotSegment
        /// A backslash, which some take for a slash.
        case backslash
        /// A semicolon, behind which some see parameters of the segment.
        case semicolon
        /// A number sign, with which a fragment begins.
        case fragment
        /// A space or a control character that is not encoded.
        case control
        /// A byte beyond ASCII that is not encoded.
        case beyondASCII
        /// A percent sign without two hexadecimal digits behind it.
        case brokenEscape
        /// `%2F`, where the API has not allowed it.
        case encodedSlash
        /// `%5C`.
        case encodedBackslash
        /// `%3B`.
        case encodedSemicolon
        /// `%25`.
        case encodedPercent
        /// `%00` to `%1F`, or `%7F`.
        case encodedControl
        /// Encoded bytes that are no UTF-8.
        case encoding
    }

    /// The fault.
    public let kind: Kind
    /// The number of bytes of the target before it.
    public let offset: Int

    /// The rejection that stands for it.
    public var rejection: Rejection { .pathRejected }
}

extension PathFault: CustomStringConvertible {
    /// One sentence that names the character and its place.
    public var description: String { "byte \(offset + 1) of the path: \(words)" }

    private var words: String {
        switch kind {
        case .relative: "it has to begin with `/`"
        case .emptySegment: "an empty segment, `//`"
        case .dotSegment: "a segment `.` or `..`, which leads elsewhere, encoded or not"
        case .backslash: "a backslash, which some servers take for a slash"
        case .semicolon: "`;`, behind which some servers see parameters and no part of the path"
        case .fragment: "`#`, with which a fragment begins"
        case .control: "a space or a control character that is not percent-encoded"
        case .beyondASCII: "a character beyond ASCII that is not percent-encoded"
        case .brokenEscape: "`%` without two hexadecimal digits behind it"
        case .encodedSlash: "`%2F`, an encoded slash, with which a segment ends to some servers"
        case .encodedBackslash: "`%5C`, an encoded backslash, which some servers take for a slash"
        case .encodedSemicolon:
            "`%3B`, an encoded `;`, behind which some servers see parameters and no part of the path"
        case .encodedPercent: "`%25`, an encoded percent sign, of which servers that decode twice make another path"
        case .encodedControl: "an encoded control character"
        case .encoding: "percent-encoded bytes that are no UTF-8"
        }
    }
}
