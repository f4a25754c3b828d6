import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import ServerTesting
import Testing

@testable import TollgateGateway

@Suite("The streams of a connection share its client's turns", .realServers, .timeLimit(.minutes(3)))
struct HTTP2TurnTests {
    private static let unmatched = "GET /nowhere HTTP/1.1\r\nHost: g\r\n\r\n"

    /// Runs `body` beside a client at another address, which has been answered once.
    private func withOther(_ port: Int, _ body: (inout SocketClient) async throws -> Void) async throws {
        let address = try SocketAddress(ipAddress: "127.0.0.1", port: port)
        try await SocketClient.with(address, from: SocketAddress(ipAddress: "127.0.0.2", port: 0)) { other in
            try await other.send(Self.unmatched)
            _ = try await other.read(until: "}\n")
            try await body(&other)
        }
    }

    @Test("Requests that come together beyond a turn wait with their content, and lose nothing of it")
    func keepsOrder() async throws {
        try await HTTP2World.run { world in
            try await withOther(world.gateway.port) { _ in
                try await world.converse { client in
                    let streams = (0..<40).map { UInt32(2 * $0 + 1) }
                    for round in 0..<3 as Range<UInt32> {
                        let frames = streams.flatMap { stream in
                            let id = stream + round * 80
                            return [
                                FrameClient.header(id, world.request("POST"), isLast: false), .data(id, "x"),
                                .data(id, "y", isLast: true),
                            ]
                        }
                        // One that is taken back before its turn has come.
                        try await client.send(frames + [.reset(79 + round * 80)])
                        for stream in streams.dropLast() {
                            #expect(try await client.answer(stream + round * 80).status == "200")
                        }
                    }
                }
            }
            #expect(world.upstream.received.count { $0.contains("\r\n\r\n1\r\nx\r\n") || $0.contains("xy") } >= 1)
        }
    }

    @Test("Of eighty requests on one connection few are decided before another address's only one")
    func decidesInTurns() async throws {
        try await SocketGateway.run(upstream: 1, loops: 1) { gateway in
            try await withOther(gateway.port) { other in
                try await FrameClient.with(port: gateway.port) { client in
                    let fields = [
                        (":method", "GET"), (":scheme", "http"), (":authority", "g"), (":path", "/payment-api/x"),
                    ]
                    try await client.send(FrameClient.header(1, fields))
                    #expect(try await client.answer(1).status == "401")
                    let before = gateway.observer.seen.outcomes.count
                    let hold = ConditionLock(value: 0)
                    gateway.group.next().execute {
                        hold.lock(whenValue: 1)
                        hold.unlock()
                    }
                    try await client.send((1...80).map { FrameClient.header(2 * $0 + 1, fields) })
                    try await other.deliver(Self.unmatched)
                    hold.lock()
                    hold.unlock(withValue: 1)
                    _ = try await other.read(until: "}\n")
                    for stream in 1...80 as ClosedRange<UInt32> {
                        #expect(try await client.answer(2 * stream + 1).status == "401")
                    }
                    let outcomes = gateway.observer.seen.outcomes.dropFirst(before)
                    let place = try #require(outcomes.firstIndex(of: .unmatched)) - before
                    #expect(outcomes.count == 81 && place < 64)
                }
            }
        }
    }
}
