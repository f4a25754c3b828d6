/// One value of a JSON text, with everything in it and the place where it stands.
package struct JSONNode: Sendable {
    /// The value.
    package enum Content: Sendable {
        /// `null`
        case null
        /// `true` or `false`
        case boolean(Bool)
        /// A number, as it is written.
        case number(String)
        /// A string, unescaped.
        case string(String)
        /// An array.
        case array([JSONNode])
        /// An object, its members in the order of the text.
        case object([JSONMember])
    }

    /// The value.
    package let content: Content
    /// The bytes of the text that it stands in, without the whitespace around it.
    package let range: Range<Int>
}

/// A member of a JSON object.
package struct JSONMember: Sendable {
    /// Its name, unescaped.
    package let name: String
    /// Its value.
    package let value: JSONNode
}
