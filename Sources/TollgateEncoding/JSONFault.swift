/// The reason why a JSON text was refused, and its place in the text.
package struct JSONFault: Error, Hashable, Sendable {
    /// The fault.
    package let error: JSONError
    /// The place of the byte that reading ended at.
    package let index: Int
    /// The start of the value or the name that was being read.
    package let start: Int
    /// The value that was being read, as a JSON Pointer (RFC 6901); empty for the outermost one.
    package let pointer: String
}
