import NIOCore
import NIOEmbedded
import NIOSSL
import Testing
import TollgateTesting

@testable import TollgateGateway

@Suite("The host that a client of TLS asks for is found before the handshake begins")
struct ClientHelloTests {
    /// The first bytes that a client sends.
    private func hello(_ name: String?) throws -> [UInt8] {
        let channel = EmbeddedChannel()
        let context = try NIOSSLContext(configuration: .makeClientConfiguration())
        try channel.pipeline.syncOperations.addHandler(NIOSSLClientHandler(context: context, serverHostname: name))
        channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
        var bytes: [UInt8] = []
        while let part = try channel.readOutbound(as: ByteBuffer.self) { bytes += part.readableBytesView }
        channel.embeddedEventLoop.advanceTime(by: .seconds(60))
        _ = try? channel.finish()
        return bytes
    }

    private func read(_ bytes: [UInt8]) -> ClientHello.Finding { ClientHello.read(bytes.span) }

    /// The same message in records of this many bytes.
    private func split(_ bytes: [UInt8], _ count: Int) -> [UInt8] {
        var result: [UInt8] = []
        var rest = bytes[5...]
        while !rest.isEmpty {
            let part = rest.prefix(count)
            result += [22, 3, 1, UInt8(part.count >> 8), UInt8(part.count & 255)] + part
            rest = rest.dropFirst(count)
        }
        return result
    }

    @Test("The name is found, in lower case, and its absence as well")
    func findsNames() throws {
        #expect(try read(hello("Api.Example.COM")) == .complete(serverName: "api.example.com"))
        #expect(try read(hello(nil)) == .complete(serverName: nil))
    }

    @Test("A message may come in pieces and in several records")
    func waits() throws {
        let bytes = try hello("api.example")
        for count in 0..<bytes.count {
            guard case .incomplete(let needed) = read(Array(bytes.prefix(count))) else {
                Issue.record("\(count) bytes are enough")
                return
            }
            #expect(needed > count && needed <= bytes.count)
        }
        for count in [1, 2, 3, 40, 200] {
            #expect(read(split(bytes, count)) == .complete(serverName: "api.example"))
        }
        #expect(read(bytes + [23, 3, 3]) == .complete(serverName: "api.example"))
    }

    @Test(
        "Other protocols are told by their first bytes",
        arguments: ["GET / HTTP/1.1", "PRI * HTTP/2.0", "SSH-2.0", "\u{16}\u{2}", "\u{16}\u{3}\u{1}\u{0}\u{0}"])
    func tellsOthersApart(text: String) {
        #expect(read(Array(text.utf8)) == .otherProtocol)
    }

    @Test("A message that claims to be longer than any is none")
    func boundsMessages() {
        #expect(read([22, 3, 1, 0, 4, 1, 1, 0, 0]) == .otherProtocol)
        #expect(read([22, 3, 1, 0xFF, 0xFF]) == .otherProtocol)
        #expect(read([22, 3, 1, 0, 1, 2]) == .otherProtocol)
    }

    @Test("No bytes make it trap, and it never wants more than a message can have")
    func survivesMutations() throws {
        let bytes = try hello("api.example")
        var random = SeededGenerator(seed: 15)
        for _ in 0..<20_000 {
            var mutated = bytes
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                mutated[Int.random(in: 0..<mutated.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            mutated = Array(mutated.prefix(Int.random(in: 0...mutated.count, using: &random)))
            if case .incomplete(let needed) = read(mutated) { #expect(needed <= 17_000 + 5 * mutated.count) }
        }
    }
}
