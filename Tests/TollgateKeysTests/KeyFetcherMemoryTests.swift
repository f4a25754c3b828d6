import Foundation
import HTTPTypes
import HostileAnswers
import Hummingbird
import ServerTesting
import Testing
import Tollgate
import TollgateCatalogue
import TollgateConcurrency
import TollgateTesting

@testable import TollgateKeys
@testable import TollgateOutbound

@Suite("A fetcher remembers where keys are and which it has seen", .realServers, .timeLimit(.minutes(5)))
struct KeyFetcherMemoryTests {
    private static let rotated = Result { try TokenForge(keyID: "key-2") }

    /// What a server does, and what it was asked.
    private final class Script: Sendable {
        struct State {
            var keys = ""
            var tag: String? = "\"1\""
            var maximumAge: Int?
            var keysPath = "/keys"
            var isOldPathServed = false
            var isDiscoveryDown = false
            /// Each request's path, and the `If-None-Match` of one that has it.
            var requests: [String] = []
        }

        let state = Lock(State())

        func answer(_ request: Request) -> Response {
            let condition = request.headers[.ifNoneMatch]
            return state.withLock { state in
                state.requests.append(request.uri.path + (condition.map { " " + $0 } ?? ""))
                let base = "http://\(request.head.authority ?? "")"
                if request.uri.path.contains("/.well-known/") {
                    return state.isDiscoveryDown
                        ? HostileServer.json("", status: .serviceUnavailable)
                        : HostileServer.json("{\"issuer\":\"\(base)\",\"jwks_uri\":\"\(base)\(state.keysPath)\"}")
                }
                guard request.uri.path == state.keysPath || state.isOldPathServed else {
                    return HostileServer.json("", status: .notFound)
                }
                var headers: HTTPFields = [:]
                headers[.eTag] = state.tag
                headers[.cacheControl] = state.maximumAge.map { "max-age=\($0)" }
                if let condition, condition == state.tag { return Response(status: .notModified, headers: headers) }
                return HostileServer.json(state.keys, headers: headers)
            }
        }

        /// What was asked since the last time.
        func asked() -> [String] {
            state.withLock { state in
                defer { state.requests = [] }
                return state.requests
            }
        }
    }

    private func run(
        _ script: Script, _ body: @escaping @Sendable (KeyFetcher, String, ManualClock) async throws -> Void
    ) async throws {
        let forge = try TokenForge.shared.get()
        script.state.withLock { $0.keys = TokenForge.keySet(forge) }
        try await HostileServer.run { request in
            script.answer(request)
        } _: { base in
            let clock = ManualClock()
            let clients = OutboundClients(environment: [:], clock: clock)
            do {
                try await body(KeyFetcher(clients: clients, now: { clock.instant }), base, clock)
            } catch {
                try await clients.shutdown()
                throw error
            }
            try await clients.shutdown()
        }
    }

    private func keyIDs(_ result: KeyFetcher.Result) -> [String?] { result.keySet.entries.map(\.keyID) }

    @Test("Keys that have not changed are not sent again, and count as fetched, with their max-age")
    func asksForChanges() async throws {
        let script = Script()
        try await run(script) { fetcher, base, _ in
            let issuer = Issuer(name: "i", issuer: base, audiences: .any, keys: .urls([base + "/keys"]))
            script.state.withLock { $0.maximumAge = 300 }
            #expect(try await fetcher.keys(of: issuer).maximumAgeSeconds == 300)
            script.state.withLock { $0.maximumAge = nil }
            let kept = try await fetcher.keys(of: issuer)
            #expect(keyIDs(kept) == ["key-1"] && kept.maximumAgeSeconds == 300)
            script.state.withLock { $0.maximumAge = 120 }
            #expect(try await fetcher.keys(of: issuer).maximumAgeSeconds == 120)
            #expect(script.asked() == ["/keys", "/keys \"1\"", "/keys \"1\""])

            let rotated = try Self.rotated.get()
            script.state.withLock { ($0.keys, $0.tag) = (TokenForge.keySet(rotated), "W/\"2\"") }
            #expect(try await keyIDs(fetcher.keys(of: issuer)) == ["key-2"])
            #expect(try await keyIDs(fetcher.keys(of: issuer)) == ["key-2"])
            #expect(script.asked() == ["/keys \"1\"", "/keys W/\"2\""])
        }
    }

    @Test("A 304 that was not asked for is no key set, and what is no entity-tag is not sent back")
    func refusesUnaskedAnswers() async throws {
        let script = Script()
        try await run(script) { fetcher, base, _ in
            let issuer = Issuer(name: "i", issuer: base, audiences: .any, keys: .urls([base + "/keys"]))
            for tag in ["1", "\"a b\"", "\"", "\"\(String(repeating: "x", count: 300))\""] {
                script.state.withLock { $0.tag = tag }
                for _ in 0..<2 { _ = try await fetcher.keys(of: issuer) }
                #expect(script.asked() == ["/keys", "/keys"])
            }
        }
        try await HostileServer.run { _ in
            Response(status: .notModified, headers: [.eTag: "\"1\""])
        } _: { base in
            let clients = OutboundClients(environment: [:])
            let issuer = Issuer(name: "i", issuer: base, audiences: .any, keys: .urls([base + "/keys"]))
            await #expect(throws: KeyFetchError.status(url: base + "/keys", status: 304)) {
                try await KeyFetcher(clients: clients).keys(of: issuer)
            }
            try await clients.shutdown()
        }
    }

    @Test("One issuer's answers, and those over connections that trust others, say nothing about another's")
    func keepsIssuersApart() async throws {
        let script = Script()
        try await run(script) { fetcher, base, _ in
            let issuer = Issuer(name: "i", issuer: base, audiences: .any, keys: .urls([base + "/keys"]))
            var other = issuer
            other.name = "j"
            var insecure = issuer
            insecure.connection.tls.skipsVerification = true
            for issuer in [issuer, other, insecure, issuer] { _ = try await fetcher.keys(of: issuer) }
            #expect(script.asked() == ["/keys", "/keys", "/keys", "/keys"])
        }
    }

    @Test("The metadata is not fetched again with each key set, but once a day")
    func remembersDiscovery() async throws {
        let script = Script()
        try await run(script) { fetcher, base, clock in
            let issuer = Issuer(name: "i", issuer: base, audiences: .any)
            for _ in 0..<3 { _ = try await fetcher.keys(of: issuer) }
            #expect(script.asked() == ["/.well-known/openid-configuration", "/keys", "/keys \"1\"", "/keys \"1\""])
            clock.advance(by: .seconds(86_400))
            _ = try await fetcher.keys(of: issuer)
            #expect(script.asked() == ["/.well-known/openid-configuration", "/keys \"1\""])
        }
    }

    @Test("Keys that have moved are found with the next attempt, and metadata that is not to be had stops nobody")
    func findsMovedKeys() async throws {
        let script = Script()
        try await run(script) { fetcher, base, _ in
            let issuer = Issuer(name: "i", issuer: base, audiences: .any)
            _ = try await fetcher.keys(of: issuer)
            script.state.withLock { $0.keysPath = "/moved" }
            await #expect(throws: KeyFetchError.status(url: base + "/keys", status: 404)) {
                try await fetcher.keys(of: issuer)
            }
            _ = script.asked()
            #expect(try await keyIDs(fetcher.keys(of: issuer)) == ["key-1"])
            #expect(script.asked() == ["/.well-known/openid-configuration", "/moved"])

            script.state.withLock { ($0.keysPath, $0.isDiscoveryDown) = ("/elsewhere", true) }
            await #expect(throws: KeyFetchError.self) { try await fetcher.keys(of: issuer) }
            script.state.withLock { $0.keysPath = "/moved" }
            #expect(try await keyIDs(fetcher.keys(of: issuer)) == ["key-1"])
        }
    }

    @Test("Where the old place goes on serving old keys, a token with a new one leads to the new place")
    func findsMovedKeysBehindOldOnes() async throws {
        let script = Script()
        try await run(script) { fetcher, base, clock in
            let issuer = Issuer(name: "i", issuer: base, audiences: .any)
            _ = try await fetcher.keys(of: issuer)
            script.state.withLock { ($0.keysPath, $0.isOldPathServed) = ("/moved", true) }
            clock.advance(by: .seconds(600))
            _ = script.asked()
            _ = try await fetcher.keys(of: issuer, for: .unknownKey)
            _ = try await fetcher.keys(of: issuer, for: .unknownKey)
            #expect(script.asked() == ["/keys \"1\"", "/.well-known/openid-configuration", "/moved"])
            // The metadata is fresh: the same question leads nowhere else.
            _ = try await fetcher.keys(of: issuer, for: .unknownKey)
            _ = try await fetcher.keys(of: issuer, for: .unknownKey)
            #expect(script.asked() == ["/moved \"1\"", "/moved \"1\""])
        }
    }

    @Test("A page for people in the place of one document does not hide the other")
    func looksInBothPlaces() async throws {
        let forge = try TokenForge.shared.get()
        try await HostileServer.run { request in
            let base = "http://\(request.head.authority ?? "")"
            return switch request.uri.path {
            case "/.well-known/oauth-authorization-server/realm":
                HostileServer.json("{\"issuer\":\"\(base)/realm\",\"jwks_uri\":\"\(base)/keys\"}")
            case "/keys": HostileServer.json(TokenForge.keySet(forge))
            default: HostileServer.json("<html>")
            }
        } _: { base in
            let clients = OutboundClients(environment: [:])
            let issuer = Issuer(name: "i", issuer: base + "/realm", audiences: .any)
            #expect(try await keyIDs(KeyFetcher(clients: clients).keys(of: issuer)) == ["key-1"])
            try await clients.shutdown()
        }
    }

    @Test("A key file is read anew with each fetch, over symbolic links too, and nothing but an ordinary file is")
    func readsFilesAnew() async throws {
        let (forge, rotated) = (try TokenForge.shared.get(), try Self.rotated.get())
        let folder = FileManager.default.temporaryDirectory.appending(path: "keys-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "keys.json")
        let link = folder.appending(path: "link.json")
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: file)
        let clients = OutboundClients(environment: [:])
        let fetcher = KeyFetcher(clients: clients)
        func fetch(_ path: String) async throws -> [String?] {
            try await keyIDs(
                fetcher.keys(of: Issuer(name: "i", issuer: "https://i.example", audiences: .any, keys: .file(path))))
        }
        try Data(TokenForge.keySet(forge).utf8).write(to: file)
        #expect(try await fetch(file.path) == ["key-1"])
        try Data(TokenForge.keySet(rotated).utf8).write(to: file)
        #expect(try await fetch(link.path) == ["key-2"])
        for path in [folder.path, "/dev/zero", folder.path + "/none"] {
            await #expect(throws: KeyFetchError.unreadable(path: path)) { try await fetch(path) }
        }
        try Data(repeating: 0x20, count: 256 * 1024 + 1).write(to: file)
        await #expect(throws: KeyFetchError.unreadable(path: file.path)) { try await fetch(file.path) }
        try await clients.shutdown()
    }
}
