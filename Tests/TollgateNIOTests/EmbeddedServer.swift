import NIOCore
import NIOEmbedded
import NIOHTTP1
import Tollgate
import TollgateCatalogue
import TollgateNIO
import TollgateTesting

/// A connection with the gate in its pipeline, without sockets and without time.
///
/// Nothing in its catalogue is limited unless a test says so.
final class EmbeddedServer {
    private static let forge = Result { try TokenForge() }

    /// Counts how often bytes are asked for, and whether the output was closed.
    private final class Front: ChannelOutboundHandler {
        typealias OutboundIn = HTTPServerResponsePart
        var reads = 0
        var hasClosedOutput = false

        func read(context: ChannelHandlerContext) {
            reads += 1
            context.read()
        }

        func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
            guard mode == .output else { return context.close(mode: mode, promise: promise) }
            // An embedded channel cannot.
            hasClosedOutput = true
            promise?.succeed()
        }
    }

    let channel = EmbeddedChannel()
    let handler = RecordingHandler()
    let gateHandler: GateHandler
    let test: TestGate
    private let front = Front()

    init(
        catalogue change: (inout Catalogue) -> Void = { _ in },
        configuration: (inout GateHandlerConfiguration) -> Void = { _ in }
    ) throws {
        test = try TestGate(Self.catalogue(change), forge: Self.forge.get())
        var settings = GateHandlerConfiguration()
        let clock = test.clock
        settings.now = { clock.instant }
        settings.clock = clock
        configuration(&settings)
        gateHandler = GateHandler(gate: test.gate, configuration: settings)
        try channel.pipeline.syncOperations.addHandlers([front, gateHandler, handler])
        try channel.connect(to: SocketAddress(ipAddress: "192.0.2.7", port: 40_000)).wait()
    }

    static func catalogue(_ change: (inout Catalogue) -> Void) -> Catalogue {
        var source = TestCatalogue.payments()
        source.policies[0].access = [AccessRight(api: "payments")]
        source.policies[1].limits = Limits(rate: .unlimited)
        change(&source)
        return source
    }

    var isOpen: Bool { channel.isActive }
    var readCount: Int { front.reads }
    var hasClosedOutput: Bool { front.hasClosedOutput }

    /// A token that has access to the whole API.
    func token(client: String = "client-1", scope: String = "product_payments free_plan") -> String {
        test.forge.token(payload: TokenClaims(client: client, scope: scope).json)
    }

    /// Headers with a token, and whatever a test has to add.
    func headers(_ more: [(String, String)] = [], token: String? = nil) -> HTTPHeaders {
        HTTPHeaders([("Host", "server.example"), ("Authorization", "Bearer \(token ?? self.token())")] + more)
    }

    // MARK: - The client

    func sendHead(
        _ method: HTTPMethod = .GET, _ uri: String = "/payment-api/x", _ headers: HTTPHeaders? = nil,
        version: HTTPVersion = .http1_1
    ) {
        let head = HTTPRequestHead(version: version, method: method, uri: uri, headers: headers ?? self.headers())
        send(.head(head))
    }

    func sendBody(_ text: String) { send(.body(ByteBuffer(string: text))) }

    func sendEnd(trailers: HTTPHeaders? = nil) { send(.end(trailers)) }

    /// Sends a request without content.
    func request(
        _ method: HTTPMethod = .GET, _ uri: String = "/payment-api/x", _ headers: HTTPHeaders? = nil,
        version: HTTPVersion = .http1_1
    ) {
        sendHead(method, uri, headers, version: version)
        sendEnd()
    }

    private func send(_ part: HTTPServerRequestPart) {
        channel.pipeline.fireChannelRead(part)
        channel.embeddedEventLoop.run()
    }

    /// Closes the connection as a client does that has gone.
    func vanish() {
        channel.close(promise: nil)
        channel.embeddedEventLoop.run()
    }

    /// An answer as it was sent.
    struct Answer {
        var head: HTTPResponseHead
        var text = ""
        var hasEnded = false

        func header(_ name: String) -> String? { head.headers.first(name: name) }
        var status: UInt { head.status.code }
    }

    /// The answers that were sent since the last time.
    func answers() throws -> [Answer] {
        var answers: [Answer] = []
        while let part = try channel.readOutbound(as: HTTPServerResponsePart.self) {
            switch part {
            case .head(let head): answers.append(Answer(head: head))
            case .body(.byteBuffer(let content)): answers[answers.count - 1].text += String(buffer: content)
            case .body: break
            case .end: answers[answers.count - 1].hasEnded = true
            }
        }
        return answers
    }

    /// The only answer that was sent since the last time; `nil` where there is none, or several.
    func answer() throws -> Answer? {
        let all = try answers()
        return all.count == 1 ? all[0] : nil
    }
}
