import NIOCore
import NIOEmbedded
import Testing
import TollgateCatalogue
import TollgateTesting

@testable import TollgateGateway

/// A client and an upstream with a WebSocket between them, or on the way to one.
struct UpgradedConnection {
    static let handshake =
        "Connection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\nSec-WebSocket-Version: 13\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    static let accepted =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"

    let client: EmbeddedPeer
    let upstream: EmbeddedPeer

    /// A gateway whose API may be upgraded to WebSocket.
    static func gateway(
        _ change: (inout API) -> Void = { _ in }, concurrency: Int? = nil,
        limits: (inout GatewayLimits) -> Void = { _ in },
        log: AccessLog? = nil
    ) throws -> EmbeddedGateway {
        try EmbeddedGateway(
            catalogue: { catalogue in
                catalogue.policies[1].limits = Limits(rate: .unlimited, concurrency: concurrency)
                catalogue.apis[0].upgrades = ["websocket", "chat/2"]
                change(&catalogue.apis[0])
            }, limits: limits, log: log)
    }

    /// A tunnel whose handshake is over and was taken out.
    init(_ gateway: EmbeddedGateway, token: String? = nil) throws {
        client = try gateway.client()
        try client.send(gateway.request("GET /payment-api/x HTTP/1.1", Self.handshake, token: token))
        upstream = try #require(gateway.connector.last)
        _ = try upstream.received()
        try upstream.send(Self.accepted)
        #expect(try client.received().hasPrefix("HTTP/1.1 101 Switching Protocols\r\n"))
    }

    /// The peer closes its side.
    static func closeInput(_ peer: EmbeddedPeer) {
        peer.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        peer.settle()
    }

    /// The bytes of a Close frame of a server.
    static func close(_ status: UInt16, _ reason: String) -> [UInt8] {
        [0x88, UInt8(2 + reason.utf8.count), UInt8(status >> 8), UInt8(status & 255)] + Array(reason.utf8)
    }
}
