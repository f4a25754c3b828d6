/// A `typ` as it is compared: in lower case, and without `application/` where nothing but a subtype follows.
///
/// RFC 7515 §4.1.9: a value without a slash stands for `application/` and that value.
package struct TokenType: Hashable, Sendable {
    /// The text that is compared; `nil` stands for a token without `typ`.
    private let text: String?

    /// The type that a header or a configuration writes as `type`.
    package init(_ type: String?) {
        guard let type else {
            text = nil
            return
        }
        // Only ASCII is folded: `lowercased()` would make a Kelvin sign a `k`.
        var folded = String(
            decoding: type.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
        let prefix = "application/"
        if folded.hasPrefix(prefix), !folded.dropFirst(prefix.count).contains("/") {
            folded.removeFirst(prefix.count)
        }
        text = folded
    }
}
