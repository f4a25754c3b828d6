import Foundation
import NIOCore
import NIOPosix

/// A connection to a server on this machine, byte by byte.
struct RawConversation {
    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private let channel: any Channel
    /// What has come and was not taken yet.
    private var text = ""

    /// Runs `body` with a connection, and closes it afterwards.
    static func with<Result>(
        port: Int, _ body: (inout RawConversation) async throws -> Result
    ) async throws -> Result {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup).connect(
            host: "127.0.0.1", port: port
        ) { channel in
            channel.eventLoop.makeCompletedFuture {
                try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                    wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
            }
        }
        return try await channel.executeThenClose { inbound, outbound in
            var conversation = RawConversation(
                inbound: inbound.makeAsyncIterator(), outbound: outbound, channel: channel.channel)
            return try await body(&conversation)
        }
    }

    /// Sends a text.
    func send(_ text: String) async throws {
        try await outbound.write(ByteBuffer(string: text))
    }

    /// Says that nothing more will be sent.
    func closeOutput() {
        outbound.finish()
    }

    /// Takes what comes up to and with a text, or all of it where the connection ends before.
    mutating func read(until end: String) async throws -> String {
        while true {
            if let range = text.range(of: end) {
                let taken = text[..<range.upperBound]
                text = String(text[range.upperBound...])
                return String(taken)
            }
            guard let buffer = try await next() else {
                defer { text = "" }
                return text
            }
            text += String(buffer: buffer)
        }
    }

    /// Takes all that comes until the connection ends.
    mutating func readToEnd() async throws -> String {
        while let buffer = try await next() { text += String(buffer: buffer) }
        defer { text = "" }
        return text
    }

    /// The next bytes; `nil` at the end, however the other side brings it about.
    private mutating func next() async throws -> ByteBuffer? {
        do {
            return try await inbound.next()
        } catch is IOError {
            return nil
        }
    }
}
