internal import NIOCore

/// A new connection to an upstream, and the address that it leads to.
struct DialledConnection: Sendable {
    let channel: any Channel
    let endpoint: SocketAddress
    /// The state of the upstream's addresses in which the address was among them.
    let generation: Int
}
