import NIOCore
import NIOEmbedded

@testable import TollgateGateway

/// Makes connections to upstreams that a test plays.
final class EmbeddedConnector: UpstreamConnector, @unchecked Sendable {
    // Everything happens on the one thread of a test.

    /// What becomes of the next attempts.
    enum Behaviour {
        case connects
        case fails(any Error)
        /// Those to these addresses fail.
        case failsTo(Set<String>)
        /// The test says later.
        case waits
    }

    var behaviour = Behaviour.connects
    private(set) var peers: [EmbeddedPeer] = []
    private(set) var attempts: [EventLoopPromise<any Channel>] = []
    /// The addresses that were tried, and the time for each.
    private(set) var tried: [(address: String, time: TimeAmount)] = []

    /// The newest connection.
    var last: EmbeddedPeer? { peers.last }

    func connect(
        to endpoint: SocketAddress, of upstream: UpstreamAddress, on eventLoop: any EventLoop,
        within timeout: TimeAmount
    ) -> EventLoopFuture<any Channel> {
        let address = endpoint.ipAddress ?? endpoint.pathname ?? ""
        tried.append((address, timeout))
        let promise = eventLoop.makePromise(of: (any Channel).self)
        switch behaviour {
        case .connects: connect(promise)
        case .fails(let error): promise.fail(error)
        case .failsTo(let addresses):
            if addresses.contains(address) { promise.fail(ChannelError.eof) } else { connect(promise) }
        case .waits: attempts.append(promise)
        }
        return promise.futureResult
    }

    /// Lets the oldest attempt that waits succeed or fail.
    ///
    /// - Returns: Whether there was one.
    @discardableResult
    func finishOldest(fails: Bool) -> Bool {
        guard !attempts.isEmpty else { return false }
        let promise = attempts.removeFirst()
        if fails { promise.fail(ChannelError.eof) } else { connect(promise) }
        return true
    }

    /// Lets an attempt succeed.
    func connect(_ promise: EventLoopPromise<any Channel>) {
        guard let loop = promise.futureResult.eventLoop as? EmbeddedEventLoop else { return }
        do {
            let channel = EmbeddedChannel(loop: loop)
            try channel.connect(to: SocketAddress(ipAddress: "192.0.2.9", port: 9_000)).wait()
            peers.append(try EmbeddedPeer(channel))
            promise.succeed(channel)
        } catch {
            promise.fail(error)
        }
    }
}
