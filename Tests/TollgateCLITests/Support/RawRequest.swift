import NIOCore
import NIOPosix

/// Sends bytes as they are: what no HTTP client would send.
enum RawRequest {
    /// Sends `text` to a server on this machine and returns all that it answers until it closes the connection.
    static func send(_ text: String, port: Int) async throws -> String {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup).connect(
            host: "127.0.0.1", port: port
        ) { channel in
            channel.eventLoop.makeCompletedFuture {
                try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
            }
        }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: text))
            var answer = ByteBuffer()
            for try await buffer in inbound { answer.writeImmutableBuffer(buffer) }
            return String(buffer: answer)
        }
    }
}
