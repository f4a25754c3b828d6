internal import NIOCore
internal import NIOSSL

/// Adds TLS to the connections of another connector, where an upstream's URL begins with `https`.
///
/// The upstream's certificate has to be for the name in the URL, or for the one that the API says, and of an authority
/// that this machine trusts, or that the API names.
struct TLSConnector: UpstreamConnector {
    let base: any UpstreamConnector
    let contexts: TLSContexts

    /// A connector that trusts the authorities of this machine.
    init(_ base: any UpstreamConnector, contexts: TLSContexts = TLSContexts()) {
        self.base = base
        self.contexts = contexts
    }

    func connect(
        to endpoint: SocketAddress, of upstream: UpstreamAddress, on eventLoop: any EventLoop,
        within timeout: TimeAmount
    ) -> EventLoopFuture<any Channel> {
        guard let (host, settings) = upstream.secured else {
            let connected = base.connect(to: endpoint, of: upstream, on: eventLoop, within: timeout)
            guard upstream.isHTTP2 else { return connected }
            return connected.flatMapThrowing { channel in
                try UpstreamTranslator.add(to: channel, isSecure: false)
                return channel
            }
        }
        let deadline = eventLoop.now + timeout
        // An address is no name that a server could choose its certificate by (RFC 6066 §3).
        let name = (try? SocketAddress(ipAddress: host, port: 0)) == nil ? host : nil
        let isHTTP2 = upstream.isHTTP2
        return contexts.context(for: settings, isHTTP2: isHTTP2, on: eventLoop).flatMap { [base] context in
            base.connect(to: endpoint, of: upstream, on: eventLoop, within: timeout).flatMap { channel in
                Self.shakeHands(channel, context, name, isHTTP2: isHTTP2, deadline)
            }
        }
    }

    private static func shakeHands(
        _ channel: any Channel, _ context: NIOSSLContext, _ name: String?, isHTTP2: Bool, _ deadline: NIODeadline
    ) -> EventLoopFuture<any Channel> {
        let done = channel.eventLoop.makePromise(of: Void.self)
        do {
            try channel.pipeline.syncOperations.addHandlers(
                NIOSSLClientHandler(context: context, serverHostname: name),
                TLSHandshake(done, expecting: isHTTP2 ? TLSContexts.http2 : nil, until: deadline))
            // Before anything is read: a server may begin at once.
            if isHTTP2 { try UpstreamTranslator.add(to: channel, isSecure: true) }
        } catch {
            channel.close(promise: nil)
            done.fail(TLSFailure.failed)
        }
        return done.futureResult.map { channel }
    }
}
