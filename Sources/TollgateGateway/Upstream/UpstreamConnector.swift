internal import NIOCore

/// Makes connections to addresses of upstreams: the seam for TLS, and tests.
protocol UpstreamConnector: Sendable {
    /// Connects to one address.
    ///
    /// - Parameters:
    ///   - endpoint: The address.
    ///   - upstream: The upstream that it is an address of.
    ///   - eventLoop: The loop that the connection belongs to.
    ///   - timeout: The longest that it may take.
    /// - Returns: A connection on which nothing is read before it is asked for.
    func connect(
        to endpoint: SocketAddress, of upstream: UpstreamAddress, on eventLoop: any EventLoop,
        within timeout: TimeAmount
    ) -> EventLoopFuture<any Channel>
}
