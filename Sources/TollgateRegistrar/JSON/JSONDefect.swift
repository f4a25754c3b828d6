/// Why a strict reading refuses a JSON text.
package enum JSONDefect: Error, Hashable, Sendable {
    /// It is not UTF-8 (RFC 8259 §8.1).
    case notUTF8
    /// An object has two members of this name, of which programs take different ones (RFC 8259 §4).
    case duplicateMember(String)
    /// Arrays and objects are nested deeper than so many levels.
    case tooDeep(limit: Int)
    /// It is not JSON.
    case malformed
}
