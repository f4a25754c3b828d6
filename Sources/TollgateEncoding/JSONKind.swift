/// The type of the JSON value that comes next.
package enum JSONKind: Hashable, Sendable {
    /// `{`
    case object
    /// `[`
    case array
    /// `"`
    case string
    /// A digit or `-`
    case number
    /// `true` or `false`
    case boolean
    /// `null`
    case null
}
