/// The names of protocols that a connection may be upgraded to (RFC 9110 §7.8).
package enum UpgradeProtocol {
    /// The protocol of RFC 6455.
    package static let webSocket = "websocket"
    /// The most of them that an API may have.
    package static let mostNames = 16
    /// The form of a name, for messages.
    package static let rule = "the name of a protocol in lower case, such as websocket"

    /// Whether a text is a name in lower case, with or without a version behind a slash.
    package static func isName(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return text.utf8.count <= 64 && (1...2).contains(parts.count)
            && parts.allSatisfy { CrossOriginRules.isToken(String(Substring($0))) }
            && !text.utf8.contains { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 }
    }

    /// Whether a protocol carries requests of HTTP, none of which the gate would see.
    package static func carriesRequests(_ name: String) -> Bool {
        let word = name.prefix { $0 != "/" }
        return word == "h2c" || word == "h2" || word == "http" || word == "tls"
    }
}
