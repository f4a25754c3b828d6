import Foundation
import NIOCore
import NIOPosix
import ServerTesting
import Testing
import TollgateCatalogue

@testable import TollgateGateway

@Suite("Listeners that are sockets in the file system", .realServers, .timeLimit(.minutes(3)))
struct UnixSocketTests {
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

    /// Answers requests of which it was told that they come from a client.
    @Sendable private static func believer(_ header: String) -> String? {
        header.contains("X-Forwarded-For: 192.0.2.7\r\n") ? ok : nil
    }

    /// Runs `body` with the path of a socket in a new folder.
    private func withPath(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tg-\(UInt32.random(in: 0...UInt32.max))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder.appending(path: "s.sock").path)
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    private func ask(_ path: String, _ request: String) async throws -> String {
        try await SocketClient.with(SocketAddress(unixDomainSocketPath: path)) { client in
            try await client.send(request)
            return try await client.readToEnd()
        }
    }

    @Test("Requests over a unix socket are served, and it is gone when the gateway has ended")
    func serves() async throws {
        try await withPath { path in
            try await SocketUpstream.run(answer: { $0.contains("X-Forwarded-For") ? nil : Self.ok }) { upstream in
                try await SocketGateway.run(
                    upstream: upstream.port, listener: { $0.address = .unix(path: path) }
                ) { gateway in
                    #expect(try mode(path) == 0o600)
                    let answer = try await ask(path, gateway.request("GET /payment-api/x HTTP/1.0"))
                    #expect(answer.hasSuffix("hello"))
                    await #expect(throws: ListenerError.socketInUse(path: path)) {
                        try await gateway.server.listen(GatewayListener(.unix(path: path)))
                    }
                    #expect(
                        try await ask(path, gateway.request("GET /nowhere HTTP/1.0")).hasPrefix("HTTP/1.1 404 ")
                    )
                }
            }
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }

    @Test("A proxy on a unix socket is believed where the word `unix` is among the trusted ones")
    func trusts() async throws {
        try await withPath { path in
            try await SocketUpstream.run(answer: Self.believer) { upstream in
                try await SocketGateway.run(
                    upstream: upstream.port,
                    listener: {
                        $0.address = .unix(path: path)
                        $0.trustedProxies = try TrustedProxies(["unix"])
                    }
                ) { gateway in
                    let line = "GET /payment-api/x HTTP/1.0"
                    let fields = "X-Forwarded-For: 6.6.6.6, 192.0.2.7\r\n"
                    let answer = try await ask(path, gateway.request(line, fields))
                    #expect(answer.hasSuffix("hello"))
                }
                try await SocketGateway.run(
                    upstream: upstream.port,
                    listener: {
                        $0.address = .unix(path: path)
                        $0.requiresProxyProtocol = true
                        $0.trustedProxies = try TrustedProxies(["unix"])
                    }
                ) { gateway in
                    let request =
                        "PROXY TCP4 192.0.2.7 192.0.2.1 1 1\r\n" + gateway.request("GET /payment-api/x HTTP/1.0")
                    let answer = try await ask(path, request)
                    #expect(answer.hasSuffix("hello"))
                    let refused = try await ask(path, gateway.request())
                    #expect(refused == "")
                }
            }
        }
    }

    @Test(
        "A socket has the mode and the group that were asked for", arguments: [0o600, 0o660, 0o666, 0o000] as [UInt16])
    func hasMode(mode: UInt16) async throws {
        try await withPath { path in
            for group in [nil, String(getegid())] {
                let socket = try await UnixSocket(path: path, mode: mode, group: group)
                #expect(try self.mode(path) == Int(mode))
                await socket.remove()
                SocketCalls.close(socket.descriptor)
            }
            await #expect(throws: ListenerError.groupUnknown("no-such-group")) {
                try await UnixSocket(path: path, mode: mode, group: "no-such-group")
            }
        }
    }

    @Test("A socket that is bound is never open to more than those it is for", arguments: [0o600, 0o660] as [UInt16])
    func neverHasMore(mode: UInt16) async throws {
        try await withPath { path in
            let descriptor = try SocketCalls.make(for: path)
            #expect(try SocketCalls.bind(descriptor, path, mode: mode))
            #if os(Linux)
                let found = try #require(try self.mode(path))
                #expect(found & ~Int(mode) == 0)
            #endif
            #expect(try !SocketCalls.isListening(path))
            SocketCalls.close(descriptor)
        }
    }

    @Test("A socket on which nobody listens is replaced, one in use and whatever is no socket never")
    func replaces() async throws {
        try await withPath { path in
            let left = try await UnixSocket(path: path, mode: 0o600, group: nil)
            await #expect(throws: ListenerError.socketInUse(path: path)) {
                try await UnixSocket(path: path, mode: 0o600, group: nil)
            }
            SocketCalls.close(left.descriptor)
            let new = try await UnixSocket(path: path, mode: 0o600, group: nil)
            // What has taken its place is not removed by the one before, as long as that is open.
            try FileManager.default.removeItem(atPath: path)
            let other = try await UnixSocket(path: path, mode: 0o600, group: nil)
            await new.remove()
            #expect(FileManager.default.fileExists(atPath: path))
            await other.remove()
            #expect(!FileManager.default.fileExists(atPath: path))
            for socket in [new, other] { SocketCalls.close(socket.descriptor) }
            for makes in [
                { FileManager.default.createFile(atPath: path, contents: Data("x".utf8)) },
                { (try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)) != nil },
                {
                    (try? FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: path + ".real"))
                        != nil
                },
            ] as [() -> Bool] {
                #expect(makes())
                await #expect(throws: ListenerError.notASocket(path: path)) {
                    try await UnixSocket(path: path, mode: 0o600, group: nil)
                }
                #expect((try? FileManager.default.attributesOfItem(atPath: path)) != nil)
                try FileManager.default.removeItem(atPath: path)
            }
        }
    }

    @Test("Of many that start at the same time one gets the socket, and keeps it")
    func letsOneIn() async throws {
        try await withPath { path in
            let left = try await UnixSocket(path: path, mode: 0o600, group: nil)
            SocketCalls.close(left.descriptor)
            let sockets = await withTaskGroup(of: UnixSocket?.self) { group in
                for _ in 0..<12 { group.addTask { try? await UnixSocket(path: path, mode: 0o600, group: nil) } }
                var sockets: [UnixSocket] = []
                for await case let socket? in group { sockets.append(socket) }
                return sockets
            }
            #expect(sockets.count == 1)
            #expect(try SocketCalls.isListening(path))
            for socket in sockets { SocketCalls.close(socket.descriptor) }
        }
    }

    @Test(
        "A socket that another process is making, and does not listen on yet, is not taken for one that was left over")
    func waitsForOthers() async throws {
        try await withPath { path in
            let lock = try await FolderLock(of: path)
            let descriptor = try SocketCalls.make(for: path)
            #expect(try SocketCalls.bind(descriptor, path, mode: 0o600))
            let bound = try FileIdentity(of: path)
            let late = Task { try await UnixSocket(path: path, mode: 0o600, group: nil) }
            // It has its turn, and does nothing as long as the folder is locked: for a second at most.
            for _ in 0..<100 { await Task.yield() }
            #expect(try FileIdentity(of: path) == bound)
            try SocketCalls.listen(descriptor, 1, path)
            lock.release()
            await #expect(throws: ListenerError.socketInUse(path: path)) { try await late.value }
            SocketCalls.close(descriptor)
        }
    }

    @Test("A path that no socket can have is refused with the reason")
    func refusesPaths() async throws {
        let long = "/tmp/" + String(repeating: "x", count: 99)
        await #expect(throws: ListenerError.pathLength(path: long)) {
            try await UnixSocket(path: long, mode: 0o600, group: nil)
        }
        await #expect(throws: ListenerError.failed(call: "open", path: "/no/such/s", errorNumber: ENOENT)) {
            try await UnixSocket(path: "/no/such/s", mode: 0o600, group: nil)
        }
    }
}
