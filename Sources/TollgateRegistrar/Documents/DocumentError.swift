/// The reason why a JSON object does not describe what it should: which member, what is there, and what would be right.
package struct DocumentError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The cause in words for a person; never a secret.
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
