import Hummingbird
import NIOCore
import TollgateHummingbird

/// What the gateway keeps about a request: what the gate found out, and who sent it.
struct ProxyRequestContext: GateRequestContext, RemoteAddressRequestContext {
    var coreContext: CoreRequestContextStorage
    var admission: Admission?
    let remoteAddress: SocketAddress?

    init(source: Source) {
        coreContext = .init(source: source)
        remoteAddress = source.channel.remoteAddress
    }
}
