import NIOCore
import NIOEmbedded
import Tollgate
import TollgateCatalogue
import TollgateTesting
import Tracing

@testable import TollgateGateway

/// One loop of a gateway without sockets and without time: bytes go in and come out, and a clock is moved by hand.
///
/// Nothing in its catalogue is limited unless a test says so.
final class EmbeddedGateway {
    private static let forge = Result { try TokenForge() }

    let eventLoop = EmbeddedEventLoop()
    let connector = EmbeddedConnector()
    let resolver: TestResolver
    let observer = RecordingObserver()
    let test: TestGate
    let loop: GatewayLoop
    let listener: Listener

    init(
        hasKeys: Bool = true, resolver: TestResolver = TestResolver(),
        catalogue change: (inout Catalogue) -> Void = { _ in },
        limits: (inout GatewayLimits) -> Void = { _ in }, log: AccessLog? = nil, tracer: (any Tracer)? = nil,
        listener: (inout GatewayListener) -> Void = { _ in }
    ) throws {
        var source = TestCatalogue.payments()
        source.policies[0].access = [AccessRight(api: "payments")]
        source.policies[1].limits = Limits(rate: .unlimited)
        source.apis[0].upstream = "http://upstream.example:9000/base/"
        change(&source)
        test = try TestGate(source, forge: Self.forge.get(), hasKeys: hasKeys)
        var settings = GatewayLimits()
        limits(&settings)
        let clock = test.clock
        self.resolver = resolver
        let names = NameBook(resolver, refresh: LoopLimits.nanoseconds(settings.dnsRefresh), observer)
        let gate = test.gate
        let writer = log.map { AccessLogLoop($0, gate, number: 0) }
        loop = GatewayLoop(
            eventLoop, test.gate, LoopLimits(settings, loops: 1), connector, names, HealthBook(), AddressBuckets(),
            observer,
            log: writer, tracer: tracer,
            clock: { clock.instant }, waitClock: clock)
        loop.sweep()
        eventLoop.run()
        var place = GatewayListener(.tcp(host: "192.0.2.1", port: 80))
        // What these tests are about is HTTP/1: which of both it is need not be found out.
        place.http2 = nil
        listener(&place)
        self.listener = Listener(
            place, settings, ConnectionCount(maximum: settings.connections))
    }

    /// A token that has access to the whole API, for longer than any test moves the clock.
    func token(client: String = "client-1", scope: String = "product_payments free_plan") -> String {
        test.forge.token(payload: TokenClaims(client: client, scope: scope).with("exp", "4000000000").json)
    }

    /// A client that has connected.
    func client(address: String = "192.0.2.7") throws -> EmbeddedPeer {
        let channel = EmbeddedChannel(loop: eventLoop)
        let peer = try EmbeddedPeer(channel)
        try channel.pipeline.syncOperations.addHandler(ArrivingConnection(loop, listener))
        try channel.connect(to: SocketAddress(ipAddress: address, port: 40_000)).wait()
        return peer
    }

    /// The head of a request to the API with a token, and whatever a test has to add.
    func request(_ line: String = "GET /payment-api/x HTTP/1.1", _ more: String = "", token: String? = nil) -> String {
        "\(line)\r\nHost: gateway.example\r\nAuthorization: Bearer \(token ?? self.token())\r\n\(more)\r\n"
    }

    /// Ends as a gateway does that is told to.
    func drain() {
        loop.drain()
        eventLoop.run()
    }

    /// Ends everything at once.
    func cut() {
        loop.cut()
        eventLoop.run()
    }

    /// Decides by another catalogue from now on.
    func reload(_ change: (inout Catalogue) -> Void) throws {
        var source = test.gate.catalogue.source
        change(&source)
        try test.gate.reload(source)
    }

    /// Has everything read that has come, and gives those that wait their next turn.
    func takeTurns() {
        eventLoop.run()
        eventLoop.advanceTime(by: ClientTurns.delay)
    }

    /// Moves the clock, and has the loop look for what has taken too long.
    func advance(by duration: Duration) {
        test.clock.advance(by: duration)
        loop.sweep()
        eventLoop.run()
    }
}
