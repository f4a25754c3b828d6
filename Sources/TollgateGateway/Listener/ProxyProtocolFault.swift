/// The reason for which a connection is closed on a listener that requires PROXY protocol.
public enum ProxyProtocolFault: String, Error, Hashable, Sendable {
    /// It does not come from a trusted proxy.
    case untrusted
    /// It begins with something else.
    case missing
    /// Its header breaks the grammar.
    case malformed
    /// Its header is longer than 107 bytes in version 1, or than 4 096 bytes in version 2.
    case tooLong
    /// Its header has not come in the time that a request's header has.
    case timeout
}
