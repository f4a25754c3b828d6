/// The entry of `Sec-WebSocket-Protocol` in which a page may send its token (RFC 6455 §11.3.4): the API WebSocket of
/// browsers sets no `Authorization`.
///
/// With the name `bearer` the entry is `bearer.TOKEN`, as in `new WebSocket(url, ["chat", "bearer." + token])`. The server
/// behind the gateway never sees it, so that a page has to offer a protocol of its own beside it: browsers close a
/// connection where none of those that they offered is chosen.
public struct WebSocketTokenEntry: Hashable, Sendable {
    /// The name before the token, without the dot between both; case matters.
    public var name: String

    /// An entry with this name.
    public init(name: String) {
        self.name = name
    }

    /// The form of a name, for messages.
    package static let nameRule = "a name of up to 64 letters, digits, `-`, `_` and `.`, such as bearer"

    /// Whether a text may be the name of an entry.
    package static func isName(_ text: String) -> Bool {
        text.utf8.count <= 64 && CrossOriginRules.isToken(text) && text.utf8.last != UInt8(ascii: ".")
    }
}
