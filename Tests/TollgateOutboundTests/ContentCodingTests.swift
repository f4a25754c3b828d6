import HostileAnswers
import ServerTesting
import Testing
import TollgateCatalogue
import TollgateConcurrency

@testable import TollgateOutbound

/// sso-issues 81: a key server compresses without being asked.
@Suite(
    "Servers that compress without being asked are understood, or told by the coding's name", .realServers,
    .timeLimit(.minutes(5)))
struct ContentCodingTests {
    private static let document = #"{"keys":[]}"#

    private func outcome(
        _ fields: String, _ body: [UInt8], status: Int = 200
    ) async throws -> Result<String, OutboundError> {
        let port = try await RawServer.start { _ in RawAnswer(status: status, fields: fields, body: body) }
        let clients = OutboundClients(environment: [:])
        let result: Result<String, OutboundError>
        do throws(OutboundError) {
            let response = try await clients.client().send(OutboundRequest(url: "http://127.0.0.1:\(port)/keys"))
            result = .success(String(decoding: response.body, as: UTF8.self))
        } catch {
            result = .failure(error)
        }
        try await clients.shutdown()
        return result
    }

    private func reason(_ fields: String, _ body: [UInt8]) async throws -> String? {
        guard case .failure(.unusableAnswer(_, let reason)) = try await outcome(fields, body) else { return nil }
        return reason
    }

    @Test("Every request asks for an answer that is not compressed")
    func asksForIdentity() async throws {
        let head = Lock("")
        let port = try await RawServer.start { request in
            head.withLock { $0 = request }
            return RawAnswer(status: 200, body: [])
        }
        let clients = OutboundClients(environment: [:])
        _ = try await clients.client().send(OutboundRequest(url: "http://127.0.0.1:\(port)/keys"))
        try await clients.shutdown()
        #expect(head.withLock { $0.lowercased() }.contains("\r\naccept-encoding: identity\r\n"))
    }

    @Test(
        "An answer that is compressed with gzip all the same is read",
        arguments: ["gzip", "GZIP", "x-gzip", "identity, gzip"])
    func gzip(name: String) async throws {
        let body = GzipContent.stored(Array(Self.document.utf8))
        #expect(try await outcome("Content-Encoding: \(name)\r\n", body) == .success(Self.document))
    }

    @Test("An answer without content is one, whatever it says of its coding", arguments: [204, 304, 401])
    func empty(status: Int) async throws {
        #expect(try await outcome("Content-Encoding: gzip\r\n", [], status: status) == .success(""))
    }

    @Test("What is not compressed at all is read as it is")
    func identity() async throws {
        let body = Array(Self.document.utf8)
        #expect(try await outcome("Content-Encoding: identity\r\n", body) == .success(Self.document))
        #expect(try await outcome("Content-Encoding:\r\n", body) == .success(Self.document))
    }

    @Test("Another coding is refused by its name", arguments: ["br", "zstd", "gzip, gzip", "br, gzip"])
    func unknown(name: String) async throws {
        #expect(
            try await reason("Content-Encoding: \(name)\r\n", Array(Self.document.utf8))
                == "it is compressed with \(name), which was not asked for; gzip and deflate are understood")
    }

    @Test("What is no gzip, ends too early, or goes on behind its end, is refused")
    func damaged() async throws {
        let whole = GzipContent.stored(Array(Self.document.utf8))
        for body in [Array(Self.document.utf8), Array(whole.dropLast(9)), whole + [1, 2, 3]] {
            #expect(try await reason("Content-Encoding: gzip\r\n", body) == "it is not compressed as it says")
        }
    }

    @Test("The limit holds for what an answer becomes: a bomb is refused, and where it stands does not matter")
    func bombs() async throws {
        // 300 000 and 26 000 000 bytes.
        for runs in [1_163, 100_776] {
            let body = GzipContent.bomb(runs: runs)
            guard case .failure(let error) = try await outcome("Content-Encoding: gzip\r\n", body) else {
                Issue.record("\(runs) runs are read")
                continue
            }
            guard case .responseTooLarge(_, limitBytes: 262_144) = error else {
                Issue.record("\(error)")
                continue
            }
        }
        let small = try await outcome("Content-Encoding: gzip\r\n", GzipContent.bomb(runs: 100)).get()
        #expect(small.utf8.count == 25_801)
    }
}
