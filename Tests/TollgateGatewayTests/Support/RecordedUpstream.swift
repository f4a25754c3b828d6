import NIOCore
import NIOPosix
import TollgateConcurrency

/// A server of bytes that answers each header, and keeps all bytes that it is sent, by connection.
struct RecordedUpstream: Sendable {
    let port: Int
    private let seen: Seen
    private let ends: AsyncStream<Void>

    private final class Seen: Sendable {
        let texts = Lock<[String]>([])
    }

    /// No server.
    static let none = RecordedUpstream(port: 0, seen: Seen(), ends: AsyncStream { nil })

    /// Runs `body` with a server on a free port.
    ///
    /// - Parameters:
    ///   - reads: Whether it reads anything.
    ///   - answer: What it says to a header.
    ///   - body: Talks to it.
    /// - Throws: What `body` throws, and what listening throws.
    static func run(
        reads: Bool = true, answer: @escaping @Sendable (String) -> String,
        _ body: (RecordedUpstream) async throws -> Void
    ) async throws {
        let seen = Seen()
        let (ends, continuation) = AsyncStream.makeStream(of: Void.self)
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelOption(.autoRead, value: reads)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let place = seen.texts.withLock { seen -> Int in
                        seen.append("")
                        return seen.count - 1
                    }
                    try channel.pipeline.syncOperations.addHandler(Handler(place, seen, continuation, answer))
                }
            }.bind(host: "127.0.0.1", port: 0).get()
        do {
            try await body(RecordedUpstream(port: server.localAddress?.port ?? 0, seen: seen, ends: ends))
        } catch {
            try await server.close()
            throw error
        }
        try await server.close()
    }

    /// The bytes of each connection.
    var received: [String] { seen.texts.withLock { $0 } }

    /// The first lines of all requests.
    var requests: [String] {
        received.flatMap { text in
            text.split(separator: "\r\n").filter { $0.hasSuffix(" HTTP/1.1") }.map(String.init)
        }
    }

    /// Waits until a connection has ended.
    func waitForEnd() async { for await _ in ends { return } }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let place: Int
        private let seen: Seen
        private let ends: AsyncStream<Void>.Continuation
        private let answer: @Sendable (String) -> String
        private var text = ""

        init(
            _ place: Int, _ seen: Seen, _ ends: AsyncStream<Void>.Continuation,
            _ answer: @escaping @Sendable (String) -> String
        ) {
            self.place = place
            self.seen = seen
            self.ends = ends
            self.answer = answer
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let part = String(buffer: Self.unwrapInboundIn(data))
            seen.texts.withLock { $0[place] += part }
            text += part
            // The content of a request that has any has come to its end before it is answered.
            while let end = text.utf8.firstRange(of: "\r\n\r\n".utf8) {
                let header = String(text[..<end.lowerBound])
                var rest = text[end.upperBound...]
                if header.lowercased().contains("transfer-encoding: chunked") {
                    guard let last = rest.utf8.firstRange(of: "0\r\n".utf8),
                        let end = rest[last.lowerBound...].utf8.firstRange(of: "\r\n\r\n".utf8)
                    else { return }
                    rest = rest[end.upperBound...]
                } else if let line = header.lowercased().split(separator: "\r\n").first(where: {
                    $0.hasPrefix("content-length: ")
                }), let count = Int(line.dropFirst(16)) {
                    guard rest.utf8.count >= count else { return }
                    rest = rest[rest.utf8.index(rest.startIndex, offsetBy: count)...]
                }
                text = String(rest)
                context.writeAndFlush(Self.wrapOutboundOut(ByteBuffer(string: answer(header))), promise: nil)
            }
        }

        func channelInactive(context: ChannelHandlerContext) { ends.yield() }
    }
}
