public import Hummingbird
public import NIOCore

/// A request context that knows where a request came from, for the claims `clientHost` and `clientAddress`.
public struct IssuerRequestContext: RemoteAddressRequestContext {
    /// What Hummingbird itself keeps.
    public var coreContext: CoreRequestContextStorage
    /// The address of the client.
    public let remoteAddress: SocketAddress?

    /// The context of a request that came over `source`.
    public init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        remoteAddress = source.channel.remoteAddress
    }
}
