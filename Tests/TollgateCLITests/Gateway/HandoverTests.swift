import Foundation
import LogTesting
import Logging
import ServerTesting
import Testing
import Tollgate
import TollgateCatalogue
import TollgateConcurrency
import TollgateConfiguration
import TollgateTesting

@testable import TollgateCLI

@Suite("A gateway that is started takes over from the one that runs", .realServers, .timeLimit(.minutes(5)))
struct HandoverTests {
    private func ok(_ text: String) -> String {
        "HTTP/1.1 200 OK\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)"
    }

    /// A gateway on a port, whose successors find it at `path`; each client has a quota of 10.
    private func gateway(
        port: Int, upstream: Int, path: String, logger: CollectedLog = CollectedLog(level: .info)
    ) throws -> Gateway {
        var source = TestCatalogue.payments()
        source.apis[0].upstream = "http://127.0.0.1:\(upstream)/"
        source.policies[0].access = [AccessRight(api: "payments")]
        source.policies[1].limits = Limits(rate: .unlimited, quota: Quota("10/1d"))
        var configuration = try Configuration(path: QuickstartFile.find())
        configuration.catalogue = try CompiledCatalogue(source)
        configuration.gateway = GatewaySettings()
        configuration.gateway.listen = ListenAddress(host: "127.0.0.1", port: port)
        configuration.gateway.handover = path
        let gateway = Gateway(configuration: configuration, logger: logger.logger)
        let set = try KeySet(json: Array(TokenForge.keySet(try TokenForge.shared.get()).utf8))
        gateway.gate.keys.install(set, issuer: gateway.gate.catalogue.issuerSlots[0], at: .now())
        return gateway
    }

    private func request(_ more: String = "Connection: close\r\n") throws -> String {
        let claims = TokenClaims(now: Instant.now().unixSeconds)
        let token = try TokenForge.shared.get().token(payload: claims.json)
        return "GET /payment-api/x HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer \(token)\r\n\(more)\r\n"
    }

    /// Starts a gateway, and waits until requests come in.
    private func start(_ gateway: Gateway) async throws -> Task<Void, any Error> {
        let listening = Listening()
        let running = Task { try await gateway.run { listening.isOn(port: $0) } }
        _ = try #require(await listening.port())
        return running
    }

    @Test("The old one answers what it has begun and ends; no quota is given back, and none is used twice")
    func takesOver() async throws {
        let upstream = try await RawUpstream { _ in ok("hello") }
        let folder = try TemporaryFolder()
        let path = folder.path + "/handover"
        let port = try LoopbackPort.free()
        var statuses: [String] = []
        var onOldConnection = 1
        func send() async throws {
            statuses.append(String(try await RawRequest.send(try request(), port: port).prefix(12)))
        }
        let old = try await start(try gateway(port: port, upstream: upstream.port, path: path))
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        for _ in 0..<3 { try await send() }
        try await SocketClient.with(port: port) { conversation in
            try await conversation.send(try request(""))
            _ = try await conversation.read(until: "hello")
            let log = CollectedLog(level: .info)
            let new = try gateway(port: port, upstream: upstream.port, path: path, logger: log)
            let running = try await start(new)
            // A connection from before goes on until its next answer, and its requests count for both.
            var last = ""
            repeat {
                try await conversation.send(try request(""))
                last = try await conversation.read(until: "hello")
                onOldConnection += 1
            } while !last.contains("\r\nConnection: close\r\n")
            #expect(try await conversation.readToEnd().isEmpty)
            try await old.value
            await log.next(containing: "the process before has ended")
            for _ in 0..<8 { try await send() }
            running.cancel()
            try? await running.value
        }
        #expect(statuses.count { $0 == "HTTP/1.1 200" } + onOldConnection == 10)
        #expect(statuses.suffix(3) == ["HTTP/1.1 429", "HTTP/1.1 429", "HTTP/1.1 429"])
        #expect(!FileManager.default.fileExists(atPath: path))
        try await upstream.close()
    }

    @Test("A successor that ends before it is ready changes nothing, and the next one can take over")
    func survivesSuccessors() async throws {
        let upstream = try await RawUpstream { _ in ok("hello") }
        let folder = try TemporaryFolder()
        let path = folder.path + "/handover"
        let port = try LoopbackPort.free()
        let log = CollectedLog(level: .info)
        let running = try await start(try gateway(port: port, upstream: upstream.port, path: path, logger: log))
        do {
            let early = try #require(try Predecessor(at: path))
            #expect(early.sockets.keys.sorted() == ["127.0.0.1:\(port)"])
            for socket in early.sockets.values { close(socket) }
        }
        await log.next(containing: "a successor did not take over")
        #expect(try await RawRequest.send(try request(), port: port).hasSuffix("hello"))
        // One that says it is ready, and goes.
        do {
            let late = try #require(HandoverConnection(connectingTo: path))
            _ = try late.receive()
            for socket in try late.receiveDescriptors() { close(socket) }
            try late.send(Handover.isReady)
        }
        await log.next(containing: "the successor has gone before it served")
        #expect(try await RawRequest.send(try request(), port: port).hasSuffix("hello"))
        let next = try await start(try gateway(port: port, upstream: upstream.port, path: path))
        try await running.value
        #expect(try await RawRequest.send(try request(), port: port).hasSuffix("hello"))
        next.cancel()
        try? await next.value
        try await upstream.close()
    }

    @Test("An address that the new configuration does not have is closed, and another one is listened at")
    func followsTheConfiguration() async throws {
        let upstream = try await RawUpstream { _ in ok("hello") }
        let folder = try TemporaryFolder()
        let path = folder.path + "/handover"
        let ports = [try LoopbackPort.free(), try LoopbackPort.free()]
        let old = try await start(try gateway(port: ports[0], upstream: upstream.port, path: path))
        let new = try await start(try gateway(port: ports[1], upstream: upstream.port, path: path))
        try await old.value
        #expect(try await RawRequest.send(try request(), port: ports[1]).hasSuffix("hello"))
        await #expect(throws: (any Error).self) { try await RawRequest.send(try request(), port: ports[0]) }
        new.cancel()
        try? await new.value
        try await upstream.close()
    }

    @Test("A path with a socket on which nobody listens is used again; another file is never removed")
    func replacesStaleSockets() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/handover"
        let stale = HandoverConnection.makeSocket()
        let address = try #require(UnixSocketAddress(path))
        #expect(unsafe address.withPointer { unsafe bind(stale, $0, $1) } == 0)
        close(stale)
        let running = try await start(try gateway(port: 0, upstream: 9, path: path))
        running.cancel()
        try? await running.value
        try Data("precious".utf8).write(to: URL(fileURLWithPath: path))
        let other = try gateway(port: 0, upstream: 9, path: path)
        let error = await #expect(throws: CommandFailure.self) { try await other.run() }
        #expect(error?.message.contains("cannot wait for a successor at \(path)") == true)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
    }

    @Test("The sockets of a service manager are those that it names, if they are for this process")
    func readsTheEnvironment() {
        #expect(InheritedSockets.take(["LISTEN_FDS": "1", "LISTEN_PID": "1"], processID: 2).isEmpty)
        #expect(InheritedSockets.take(["LISTEN_FDS": "1"], processID: 2).isEmpty)
        #expect(InheritedSockets.take(["LISTEN_FDS": "x", "LISTEN_PID": "2"], processID: 2).isEmpty)
        #expect(InheritedSockets.take(["LISTEN_FDS": "-1", "LISTEN_PID": "2"], processID: 2).isEmpty)
        #expect(InheritedSockets.take(["LISTEN_FDS": "2000000000", "LISTEN_PID": "2"], processID: 2).isEmpty)
    }
}
