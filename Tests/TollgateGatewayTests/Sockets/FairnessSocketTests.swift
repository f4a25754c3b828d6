import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import ServerTesting
import Testing

@testable import TollgateGateway

@Suite("Over sockets, no client is behind another one's queue", .realServers, .timeLimit(.minutes(3)))
struct FairnessSocketTests {
    private static let refused = "GET /payment-api/x HTTP/1.1\r\nHost: g\r\n\r\n"
    private static let unmatched = "GET /nowhere HTTP/1.1\r\nHost: g\r\n\r\n"

    /// Waits for one answer, whose content has this end.
    private static func answer(to request: String, _ client: inout SocketClient) async throws {
        try await client.send(request)
        _ = try await client.read(until: "}\n")
    }

    /// Runs `body` with several connections from one address.
    private static func with(
        _ count: Int, to address: SocketAddress, from own: SocketAddress, _ clients: [SocketClient] = [],
        _ body: ([SocketClient]) async throws -> Void
    ) async throws {
        guard clients.count < count else { return try await body(clients) }
        try await SocketClient.with(address, from: own) { client in
            try await answer(to: refused, &client)
            try await with(count, to: address, from: own, clients + [client], body)
        }
    }

    @Test("Of 600 requests on thirty connections of one address few are decided before another address's only one")
    func decidesInTurns() async throws {
        try await SocketGateway.run(upstream: 1, loops: 1) { gateway in
            let address = try SocketAddress(ipAddress: "127.0.0.1", port: gateway.port)
            let stranger = try SocketAddress(ipAddress: "127.0.0.2", port: 0)
            try await SocketClient.with(address) { other in
                try await Self.answer(to: Self.unmatched, &other)
                try await Self.with(30, to: address, from: stranger) { clients in
                    let before = gateway.observer.seen.outcomes.count
                    // Until all of it has come the gateway looks at nothing.
                    let hold = ConditionLock(value: 0)
                    gateway.group.next().execute {
                        hold.lock(whenValue: 1)
                        hold.unlock()
                    }
                    for client in clients {
                        try await client.deliver(String(repeating: Self.refused, count: 20))
                    }
                    try await other.deliver(Self.unmatched)
                    hold.lock()
                    hold.unlock(withValue: 1)
                    _ = try await other.read(until: "}\n")
                    let outcomes = gateway.observer.seen.outcomes.dropFirst(before)
                    let place = try #require(outcomes.firstIndex(of: .unmatched)) - before
                    #expect(place < 8 * ClientTurns.mostSteps)
                }
            }
        }
    }

    @Test("The system keeps little of what a client does not read")
    func boundsWhatWaits() async throws {
        try await SocketGateway.run(upstream: 1) { gateway in
            let descriptors = try await gateway.server.copyListeningSockets()
            let channel = try await ServerBootstrap(group: gateway.group).withBoundSocket(descriptors[0]).get()
            let options = try #require(channel as? any SocketOptionProvider)
            let kept: CInt = try await options.unsafeGetSocketOption(
                level: .tcp, name: SendBuffer.option
            ).get()
            #expect(Int(kept) == SendBuffer.mostUnsentBytes)
            try await channel.close()
        }
    }
}
