internal import NIOCore

/// The thing that becomes of a connection for which there is room, or is none.
enum Welcome {
    /// Its requests are served.
    case served
    /// It is told that there is no room.
    case refused(RefusedConnection.Reason)

    /// Adds what speaks with the client to a channel's pipeline.
    ///
    /// - Parameters:
    ///   - channel: The channel.
    ///   - loop: Its loop.
    ///   - listener: The listener that has accepted it.
    ///   - origin: The place where it comes from.
    ///   - isHTTP2: Whether it has been agreed that HTTP/2 is spoken; `nil` where that is still to be found out.
    /// - Throws: `ChannelError` where the channel has ended.
    func add(
        to channel: any Channel, _ loop: GatewayLoop, _ listener: Listener, _ origin: ConnectionOrigin,
        isHTTP2: Bool? = nil
    ) throws {
        switch self {
        case .served:
            guard let rules = listener.http2, isHTTP2 != false else {
                return try channel.pipeline.syncOperations.addHandler(HTTP1Connection(loop, listener, origin))
            }
            if isHTTP2 == true { return try HTTP2Pipeline.add(to: channel, loop, listener, rules, origin) }
            try channel.pipeline.syncOperations.addHandler(ProtocolArrival(loop, listener, rules, origin))
        // It could be told in HTTP/1 only; the client tries again, as it does where it cannot connect.
        case .refused where isHTTP2 == true: channel.close(promise: nil)
        case .refused(let reason):
            try channel.pipeline.syncOperations.addHandler(
                RefusedConnection(loop, reason, within: listener.limits.farewell, authorizer: listener.authorizer))
        }
    }
}
