/// A listener at work: the rules for its connections, on whichever loop they are, and their number.
final class Listener: Sendable {
    /// The address, as it was asked for.
    let address: GatewayListener.Address
    let isUnix: Bool
    let requiresProxyProtocol: Bool
    let trustedProxies: TrustedProxies
    let forwardedFamily: ForwardedFamily
    let tls: ServerTLS?
    let http2: HTTP2Rules?
    let readsClientCertificate: Bool
    /// The authorizer that its connections ask; `nil` where their requests are passed on.
    let authorizer: Authorizer?
    let limits: ClientLimits
    let count: ListenerCount

    /// A listener of a gateway.
    ///
    /// - Parameters:
    ///   - listener: The rules.
    ///   - limits: The limits where the listener has none of its own.
    ///   - connections: Counts the connections of the whole gateway.
    init(_ listener: GatewayListener, _ limits: GatewayLimits, _ connections: ConnectionCount) {
        let limits = listener.limits ?? ListenerLimits(limits)
        address = listener.address
        isUnix = listener.isUnix
        requiresProxyProtocol = listener.requiresProxyProtocol
        trustedProxies = listener.trustedProxies
        forwardedFamily = listener.forwardedFamily
        tls = listener.tls
        http2 = listener.http2
        readsClientCertificate = listener.readsClientCertificate
        authorizer = listener.authorizer.map { Authorizer($0, at: listener.address) }
        self.limits = ClientLimits(limits)
        count = ListenerCount(limits, of: connections)
    }
}
