package import Hummingbird
package import NIOCore

/// A request context that knows where a request came from, for the claims `clientHost` and `clientAddress`.
package struct IssuerRequestContext: RemoteAddressRequestContext {
    /// The storage that Hummingbird itself needs.
    package var coreContext: CoreRequestContextStorage
    /// The address of the client.
    package let remoteAddress: SocketAddress?

    /// The context of a request that came over `source`.
    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        remoteAddress = source.channel.remoteAddress
    }
}
