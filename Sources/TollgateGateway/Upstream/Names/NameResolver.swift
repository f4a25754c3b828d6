internal import NIOCore

/// Finds the addresses of names: the seam for other resolvers, and tests.
protocol NameResolver: Sendable {
    /// Finds the addresses of a name, away from the event loops.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - completion: Gets the addresses, with any port; called once, on any thread.
    func resolve(_ name: String, _ completion: @escaping @Sendable (Result<[SocketAddress], NameFault>) -> Void)
}
