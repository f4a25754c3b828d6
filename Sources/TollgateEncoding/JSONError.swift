/// A reason why a JSON text was refused.
package enum JSONError: Error, Hashable, Sendable {
    /// It breaks the grammar of RFC 8259, or something follows the value.
    case syntax
    /// It is not UTF-8, or has a byte order mark or a lone surrogate (RFC 8259 §8).
    case encoding
    /// One object has the same member twice (RFC 7515 §4, RFC 7519 §4).
    case duplicateMember
    /// It is nested deeper than is read.
    case tooDeep
    /// It has more members than are read.
    case tooManyMembers
    /// A value has another type, or a number another range, than its place demands.
    case unexpectedValue
}
