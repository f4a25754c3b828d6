import Hummingbird
import HummingbirdCore
import LogTesting
import NIOCore
import NIOPosix
import ServerTesting
import Testing
import TollgateConfiguration

@testable import TollgateCLI

@Suite("A server does not wait for ever for somebody who takes nothing", .realServers, .timeLimit(.minutes(5)))
struct StalledConnectionTests {
    @Test("A stream that its reader has stopped to read is ended, and what it was to be sent is not kept")
    func endsStalledStreams() async throws {
        let (endings, continuation) = AsyncStream.makeStream(of: Bool.self)
        let router = Router()
        router.get("/stream") { _, _ in
            Response(
                status: .ok,
                body: ResponseBody { writer in
                    let piece = ByteBuffer(repeating: UInt8(ascii: ":"), count: 1 << 16)
                    do {
                        while true { try await writer.write(piece) }
                    } catch {
                        continuation.yield(Task.isCancelled)
                        throw error
                    }
                })
        }
        var timeouts = TimeoutSettings()
        timeouts.writeSeconds = 1
        let limits = ServerLimits(maximumConnections: 10, timeouts: timeouts)
        let responder = router.buildResponder()
        let port = try await LoopbackServer.start { isListening in
            let application = Application(
                responder: responder, server: .bounded(limits, logger: .silent),
                configuration: .init(address: .hostname("127.0.0.1", port: 0)),
                onServerRunning: { isListening($0.localAddress?.port ?? 0) }, logger: .silent)
            try await application.run()
        }
        let reader = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelOption(.autoRead, value: false).connect(host: "127.0.0.1", port: port).get()
        try await reader.writeAndFlush(ByteBuffer(string: "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n"))
        for await _ in endings { break }
        try await reader.close()
    }
}
