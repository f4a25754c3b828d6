package import NIOCore
internal import NIOPosix
internal import NIOSSL

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A connection to a server on this machine, byte by byte.
package struct SocketClient {
    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private let channel: any Channel
    /// What has come and was not taken yet.
    private var text = ""
    /// Whether the connection ended without a farewell of TLS.
    package private(set) var isCutOff = false

    /// Runs `body` with a connection, and closes it afterwards.
    package static func with<Result>(
        port: Int, _ body: (inout SocketClient) async throws -> Result
    ) async throws -> Result {
        try await with(SocketAddress(ipAddress: "127.0.0.1", port: port), body)
    }

    /// Runs `body` with a connection to an address, and closes it afterwards.
    ///
    /// - Parameters:
    ///   - address: The address.
    ///   - own: The address that it comes from; `nil` leaves that to the system.
    ///   - prepare: Adds handlers to its channel. Default: none.
    ///   - body: Uses the connection.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws, and what connecting throws.
    package static func with<Result>(
        _ address: SocketAddress, from own: SocketAddress? = nil,
        preparing prepare: @escaping @Sendable (any Channel) throws -> Void = { _ in },
        _ body: (inout SocketClient) async throws -> Result
    ) async throws -> Result {
        var bootstrap = ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
        if let own { bootstrap = bootstrap.bind(to: own) }
        let channel = try await bootstrap.connect(to: address) { channel in
            channel.eventLoop.makeCompletedFuture {
                try prepare(channel)
                return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                    wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
            }
        }
        return try await channel.executeThenClose { inbound, outbound in
            var client = SocketClient(
                inbound: inbound.makeAsyncIterator(), outbound: outbound, channel: channel.channel)
            return try await body(&client)
        }
    }

    /// Sends a text.
    package func send(_ text: String) async throws { try await outbound.write(ByteBuffer(string: text)) }

    /// Sends bytes.
    package func send(_ bytes: ByteBuffer) async throws { try await outbound.write(bytes) }

    /// Sends a text, and returns when the system has all of it.
    package func deliver(_ text: String) async throws { try await channel.writeAndFlush(ByteBuffer(string: text)) }

    /// Says that nothing more will be sent.
    package func closeOutput() { outbound.finish() }

    /// Has the connection reset at its end, as the system does for a program that was killed.
    package func resetAtEnd() async throws {
        guard let options = channel as? any SocketOptionProvider else { throw ChannelError.operationUnsupported }
        try await options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
    }

    /// Takes what comes up to and with a text, or all of it where the connection ends before.
    package mutating func read(until end: String) async throws -> String {
        while true {
            if let place = text.utf8.firstRange(of: end.utf8) {
                let taken = String(text[..<place.upperBound])
                text = String(text[place.upperBound...])
                return taken
            }
            guard let buffer = try await next() else {
                defer { text = "" }
                return text
            }
            text += String(buffer: buffer)
        }
    }

    /// Takes all that comes until the connection ends.
    package mutating func readToEnd() async throws -> String {
        while let buffer = try await next() { text += String(buffer: buffer) }
        defer { text = "" }
        return text
    }

    /// Counts the bytes that come, up to so many, without keeping them.
    package mutating func count(upTo limit: Int) async throws -> Int {
        var count = text.utf8.count
        text = ""
        while count < limit, let buffer = try await next() { count += buffer.readableBytes }
        return count
    }

    /// The next bytes; `nil` at the end, however the other side brings it about.
    private mutating func next() async throws -> ByteBuffer? {
        do {
            return try await inbound.next()
        } catch is IOError {
            return nil
        } catch let error as NIOSSLError where error == .uncleanShutdown {
            isCutOff = true
            return nil
        }
    }
}
