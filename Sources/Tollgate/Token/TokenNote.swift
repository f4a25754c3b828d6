/// Bytes that a server has rendered of a token and its grant on one API, to be copied for its next request.
///
/// They are kept with the authorization that they were rendered of, and go with it: another catalogue, another grant or
/// other counters bring a new one. A process keeps one kind of bytes.
package final class TokenNote: Sendable {
    /// The bytes.
    package let bytes: [UInt8]

    /// A note of these bytes.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The bytes that the token's entry in the cache is charged for it.
    var cost: Int { bytes.count + 96 }
}
