import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOPosix
import Tollgate
import TollgateHummingbird

/// A Hummingbird application on one event loop.
enum HummingbirdServer {
    static func serve(_ gate: Gate?) async throws {
        let router = Router(context: BasicGateRequestContext.self)
        if let gate { router.add(middleware: GateMiddleware(gate: gate)) }
        router.get("/payment-api/get") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "application/json"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: Material.answer)))
        }
        var logger = Logger(label: "benchmark")
        logger.logLevel = .critical
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { Material.tell($0.localAddress) },
            eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup(numberOfThreads: 1)), logger: logger)
        try await application.run()
    }
}
