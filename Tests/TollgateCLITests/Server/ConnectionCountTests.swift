import LogTesting
import Logging
import NIOCore
import NIOPosix
import ServerTesting
import Testing
import TollgateCatalogue
import TollgateConfiguration

@testable import TollgateCLI

@Suite("A server has room for so many connections, and says so when it is full")
struct ConnectionCountTests {
    @Test("Connections beyond the maximum are refused, beyond a few more dropped, and those that end make room")
    func counts() {
        let log = CollectedLog(level: .info)
        let count = ConnectionCount(maximum: 2, logger: log.logger)
        #expect(
            (0..<20).map { _ in count.enter() } == [.served, .served] + Array(repeating: .refused, count: 16) + [
                .dropped, .dropped,
            ])
        count.leave(.refused)
        #expect(count.enter() == .refused)
        count.leave(.served)
        #expect(count.enter() == .served)
        #expect(count.enter() == .dropped)
        #expect(log.lines.count == 1 + 1)
    }

    @Test("Of the descriptors some are kept back, and a proxy needs two for each client")
    func dividesDescriptors() {
        let proxy = ConnectionBudget(descriptors: 4_096, configured: nil, upstreams: 1)
        #expect(proxy.clients + proxy.perUpstream < 4_096 - 48)
        #expect(proxy.clients == ConnectionBudget.mostProxied(descriptors: 4_096))
        #expect(ConnectionBudget(descriptors: 1_048_576, configured: nil, upstreams: 3).clients == 10_000)
        #expect(ConnectionBudget(descriptors: 1_048_576, configured: 5, upstreams: 3).clients == 5)
        #expect(ConnectionBudget(descriptors: 1_048_576, configured: 5, upstreams: 3).perUpstream == 1_024)
        #expect(ConnectionBudget.serverCount(["http://a:1/", "http://a:1/b/", "https://a:1/", "http://a:2/"]) == 3)
        let tiny = ConnectionBudget(descriptors: 3, configured: 1_000, upstreams: 0)
        #expect(tiny.clients == 1 && tiny.perUpstream == 1)
        let many = ConnectionBudget(descriptors: 4_096, configured: 96, upstreams: 10)
        #expect(many.perUpstream * 10 + many.clients < 4_096 - 48)
    }

    @Test("The soft limit of open files is raised to the hard one")
    func raisesTheLimit() {
        #expect(DescriptorLimit.raise() == DescriptorLimit.hard)
    }

    @Test("When descriptors run out, accepting pauses, and neither ends nor tries again at once", .realServers)
    func pauses() async throws {
        let log = CollectedLog(level: .info)
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .bind(host: "127.0.0.1", port: 0).get()
        await AcceptPauseHandler.add(to: server, logger: log.logger)
        for _ in 0..<1_000 {
            server.pipeline.fireErrorCaught(IOError(errnoCode: EMFILE, reason: "accept"))
        }
        let isReading = try await server.getOption(.autoRead).get()
        #expect(!isReading)
        #expect(server.isActive)
        #expect(log.lines.count == 1)
        // Then it goes on.
        let client = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: "127.0.0.1", port: try #require(server.localAddress?.port)).get()
        while try await !server.getOption(.autoRead).get() { await Task.yield() }
        try await client.close()
        try await server.close()
    }
}
