import Hummingbird
import LogTesting
import Logging
import NIOCore
import ServerTesting
import ServiceLifecycle
import Testing
import TollgateConfiguration
import TollgateTesting

@testable import TollgateCLI

@Suite("A server that is told to end does so, whatever its clients do", .realServers, .timeLimit(.minutes(5)))
struct DrainTests {
    @Test("Requests in progress have until the deadline; then their connections are closed, and the log says so")
    func cutsOff() async throws {
        let (started, continuation) = AsyncStream.makeStream(of: Void.self)
        let router = Router()
        router.get("/forever") { _, _ -> String in
            continuation.yield()
            try await Task.sleep(for: .seconds(1_000_000))
            return "never"
        }
        let clock = ManualClock()
        let log = CollectedLog(level: .info)
        let listening = Listening()
        let server = NamedServer(
            name: "gateway", address: ListenAddress(host: "127.0.0.1", port: 0),
            application: Application(
                router: router, server: .bounded(ServerLimits(maximumConnections: 10), logger: .silent),
                configuration: .init(address: .hostname("127.0.0.1", port: 0)),
                onServerRunning: { listening.isOn(port: $0.localAddress?.port ?? 0) }, logger: .silent),
            drainDeadline: .seconds(20), clock: clock, logger: log.logger)
        let group = ServiceGroup(services: [server], logger: .silent)
        let running = Task { try await group.run() }
        let port = try #require(await listening.port())
        try await SocketClient.with(port: port) { conversation in
            try await conversation.send("GET /forever HTTP/1.1\r\nHost: a\r\n\r\n")
            for await _ in started { break }
            await group.triggerGracefulShutdown()
            try await clock.waitForSleepers()
            #expect(log.lines.isEmpty)
            clock.advance(by: .seconds(20))
            let answer = try await conversation.readToEnd()
            #expect(!answer.contains("never"))
        }
        try await running.value
        #expect(
            log.lines == [
                "warning not everything has ended within the deadline for draining; the rest is cut off "
                    + "deadline=20.0 seconds server=gateway"
            ])
    }

    @Test("Without requests in progress it ends at once")
    func endsAtOnce() async throws {
        let listening = Listening()
        let server = NamedServer(
            name: "gateway", address: ListenAddress(host: "127.0.0.1", port: 0),
            application: Application(
                router: Router(), server: .bounded(ServerLimits(maximumConnections: 10), logger: .silent),
                configuration: .init(address: .hostname("127.0.0.1", port: 0)),
                onServerRunning: { listening.isOn(port: $0.localAddress?.port ?? 0) }, logger: .silent),
            clock: ManualClock())
        let group = ServiceGroup(services: [server], logger: .silent)
        let running = Task { try await group.run() }
        let port = try #require(await listening.port())
        try await SocketClient.with(port: port) { conversation in
            try await conversation.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try await conversation.read(until: "\r\n\r\n")
            await group.triggerGracefulShutdown()
            _ = try await conversation.readToEnd()
        }
        try await running.value
    }
}
