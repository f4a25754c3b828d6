/// The reason why a connection is not served.
public enum ConnectionRefusal: String, CaseIterable, Hashable, Sendable {
    /// There are as many connections as the gateway, or the listener, may have.
    case connections = "max_connections"
    /// There are as many connections from the address as it may have.
    case connectionsPerAddress = "max_connections_per_address"
    /// It does not begin as PROXY protocol has it, or comes from an address that may not speak it.
    case proxyProtocol = "proxy_protocol"
    /// It does not come from a peer of the authorizer.
    case peer = "peer"
    /// The system has no descriptors or memory for it; it waits, and is counted at each attempt.
    case resources = "resources"
}
