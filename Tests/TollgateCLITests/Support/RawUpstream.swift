import Foundation
import NIOCore
import NIOPosix

/// A server of bytes, which answers each header with what a test has it say, and tells what happens to it.
struct RawUpstream {
    enum Event: Equatable {
        /// A header has come.
        case asked(String)
        /// A connection has ended.
        case closed
    }

    let port: Int
    private let server: any Channel
    private let stream: AsyncStream<Event>

    /// A server on a free port.
    ///
    /// - Parameter answer: What it says to a header; `nil` where it says nothing.
    /// - Throws: What listening throws.
    init(answer: @escaping @Sendable (String) -> String?) async throws {
        let (stream, continuation) = AsyncStream.makeStream(of: Event.self)
        self.stream = stream
        server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Handler(continuation, answer))
                }
            }.bind(host: "127.0.0.1", port: 0).get()
        port = server.localAddress?.port ?? 0
    }

    /// Waits for an event.
    func wait(for isRight: (Event) -> Bool) async {
        for await event in stream where isRight(event) { return }
    }

    /// The next header that comes.
    func nextHeader() async -> String {
        for await event in stream { if case .asked(let header) = event { return header } }
        return ""
    }

    func close() async throws { try await server.close() }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let events: AsyncStream<Event>.Continuation
        private let answer: @Sendable (String) -> String?
        private var text = ""

        init(_ events: AsyncStream<Event>.Continuation, _ answer: @escaping @Sendable (String) -> String?) {
            self.events = events
            self.answer = answer
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            text += String(buffer: Self.unwrapInboundIn(data))
            while let end = text.range(of: "\r\n\r\n") {
                let header = String(text[..<end.lowerBound])
                text = String(text[end.upperBound...])
                events.yield(.asked(header))
                guard let answer = answer(header) else { continue }
                context.writeAndFlush(Self.wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
            }
        }

        func channelInactive(context: ChannelHandlerContext) {
            events.yield(.closed)
        }
    }
}
