import Foundation
import NIOCore
import NIOEmbedded
import Testing
import TollgateCatalogue

@testable import TollgateGateway

@Suite("Several servers of an API share its requests, and one that fails rests")
struct UpstreamGroupTests {
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    private static let servers = ["192.0.2.11", "192.0.2.12", "192.0.2.13"]

    private func gateway(
        weights: [Int] = [2, 1], _ change: (inout API) -> Void = { _ in }
    ) throws -> EmbeddedGateway {
        try EmbeddedGateway { source in
            source.apis[0].upstream = nil
            source.apis[0].upstreams = zip(Self.servers, weights).map {
                UpstreamServer(url: "http://\($0):9000/s\($0.suffix(1))/", weight: $1)
            }
            change(&source.apis[0])
        }
    }

    /// Sends a request, and answers it.
    ///
    /// - Returns: The last digit of the server, and the status.
    private func ask(_ gateway: EmbeddedGateway, _ line: String = "GET /payment-api/x HTTP/1.1") throws -> String {
        let client = try gateway.client()
        try client.send(gateway.request(line))
        var server = ""
        for peer in gateway.connector.peers {
            let text = try peer.received()
            guard let place = text.range(of: "/s"), text.contains(" HTTP/1.1\r\n") else { continue }
            server = String(text[place.upperBound...].prefix(1))
            try peer.send(Self.ok)
        }
        return server + " " + (try client.received().split(separator: " ").dropFirst().first.map(String.init) ?? "none")
    }

    @Test("Requests take turns by weight, evenly spread")
    func sharesByWeight() throws {
        let gateway = try gateway(weights: [3, 1, 1])
        #expect(
            try (0..<10).map { _ in try ask(gateway).first.map(String.init) ?? "" }.joined() == "1213112131")
    }

    @Test("A server that cannot be reached costs no request, and rests after three failures")
    func failsOver() throws {
        let gateway = try gateway(weights: [1, 1])
        gateway.connector.behaviour = .failsTo([Self.servers[0]])
        for _ in 0..<8 { #expect(try ask(gateway, "POST /payment-api/x HTTP/1.1") == "2 200") }
        // Every second request tried it, until it had failed three times.
        #expect(gateway.connector.tried.count { $0.address == Self.servers[0] } == 3)
        #expect(gateway.observer.seen.servers == ["http://192.0.2.11:9000/s1/ ejected for 10"])
        #expect(gateway.observer.seen.failures.isEmpty)
        // It is tried once after its rest, and rests twice as long where that fails.
        gateway.advance(by: .seconds(11))
        for _ in 0..<4 { #expect(try ask(gateway) == "2 200") }
        #expect(gateway.connector.tried.count { $0.address == Self.servers[0] } == 4)
        gateway.advance(by: .seconds(11))
        for _ in 0..<4 { #expect(try ask(gateway) == "2 200") }
        #expect(gateway.connector.tried.count { $0.address == Self.servers[0] } == 4)
        gateway.connector.behaviour = .connects
        gateway.advance(by: .seconds(11))
        #expect(Set(try (0..<4).map { _ in try ask(gateway) }) == ["1 200", "2 200"])
        #expect(gateway.observer.seen.servers.last == "http://192.0.2.11:9000/s1/ returned")
    }

    @Test("Content that has come meanwhile goes to the server that is asked in the end")
    func keepsContent() throws {
        let gateway = try gateway(weights: [1, 1])
        gateway.connector.behaviour = .waits
        let client = try gateway.client()
        try client.send(gateway.request("POST /payment-api/x HTTP/1.1", "Content-Length: 3\r\n") + "abc")
        gateway.connector.finishOldest(fails: true)
        gateway.connector.finishOldest(fails: false)
        gateway.eventLoop.run()
        let sent = try #require(try gateway.connector.last?.received())
        #expect(sent.hasPrefix("POST /s2/x HTTP/1.1\r\nHost: 192.0.2.12:9000\r\n") && sent.hasSuffix("\r\n\r\nabc"))
    }

    @Test("Answers that are none make a server rest, its own statuses do not")
    func countsFailures() throws {
        let gateway = try gateway(weights: [1, 1]) { $0.upstreamHealth.failures = 2 }
        func answer(_ text: String, times: Int) throws {
            for _ in 0..<times {
                let client = try gateway.client()
                try client.send(gateway.request())
                for peer in gateway.connector.peers {
                    let sent = try peer.received()
                    if sent.contains("GET /s1/") { try peer.send(text) }
                    if sent.contains("GET /s2/") { try peer.send(Self.ok) }
                }
            }
        }
        try answer("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", times: 8)
        #expect(gateway.observer.seen.servers.isEmpty)
        try answer("nonsense\r\n\r\n", times: 4)
        #expect(gateway.observer.seen.servers == ["http://192.0.2.11:9000/s1/ ejected for 10"])
    }

    @Test("Where all servers rest, all of them are asked")
    func panics() throws {
        let gateway = try gateway(weights: [1, 1]) { $0.upstreamHealth.failures = 1 }
        gateway.connector.behaviour = .failsTo(Set(Self.servers))
        #expect(try ask(gateway) == " 502")
        #expect(gateway.observer.seen.servers.count == 2)
        gateway.connector.behaviour = .connects
        #expect(try ask(gateway).hasSuffix(" 200"))
    }

    @Test("One request tries three servers at most")
    func boundsAttempts() throws {
        let gateway = try EmbeddedGateway { source in
            source.apis[0].upstream = nil
            source.apis[0].upstreams = (1...9).map { UpstreamServer(url: "http://192.0.2.\($0):80/") }
        }
        gateway.connector.behaviour = .failsTo(Set((1...9).map { "192.0.2.\($0)" }))
        let client = try gateway.client()
        try client.send(gateway.request())
        #expect(try client.received().hasPrefix("HTTP/1.1 502 "))
        #expect(gateway.connector.tried.count == 3)
    }

    @Test("A server that fails its checks gets no requests until they succeed again")
    func checks() throws {
        var check = UpstreamCheck(path: "/healthz?a=b")
        check.failures = 2
        check.successes = 1
        check.intervalSeconds = 1
        let gateway = try gateway(weights: [1, 1]) { $0.upstreamHealth.check = check }
        /// Answers the checks that are due.
        func round(_ status: Int) throws -> Int {
            var count = 0
            for peer in gateway.connector.peers {
                let sent = try peer.received()
                guard sent.hasPrefix("GET /healthz?a=b HTTP/1.1\r\nHost: 192.0.2.1") else { continue }
                count += 1
                let isFirst = sent.contains("Host: 192.0.2.11:9000\r\n")
                try peer.send("HTTP/1.1 \(isFirst ? status : 204) X\r\n\r\n")
                #expect(!peer.isOpen)
            }
            return count
        }
        #expect(try round(500) == 2)
        #expect(try ask(gateway) == "1 200")
        gateway.advance(by: .seconds(1))
        #expect(try round(500) == 2)
        gateway.advance(by: .seconds(1))
        #expect(try round(500) == 2)
        #expect(gateway.observer.seen.servers == ["http://192.0.2.11:9000/s1/ fails"])
        for _ in 0..<4 { #expect(try ask(gateway) == "2 200") }
        gateway.advance(by: .seconds(1))
        #expect(try round(302) == 2)
        gateway.advance(by: .milliseconds(100))
        #expect(Set(try (0..<4).map { _ in try ask(gateway) }) == ["1 200", "2 200"])
        #expect(gateway.observer.seen.servers.last == "http://192.0.2.11:9000/s1/ recovered")
    }

    @Test("A check that is not answered in time has failed, and leaves nothing behind")
    func endsChecks() throws {
        var check = UpstreamCheck(path: "/")
        check.failures = 1
        let gateway = try gateway(weights: [1, 1]) { $0.upstreamHealth.check = check }
        let peers = gateway.connector.peers
        #expect(peers.count == 2 && gateway.loop.connectionCount == 2)
        gateway.advance(by: .seconds(3))
        #expect(peers.allSatisfy { !$0.isOpen } && gateway.loop.connectionCount == 0)
        #expect(gateway.observer.seen.servers.count == 2)
        #expect(try ask(gateway).hasSuffix(" 200"))
    }

    @Test("How servers fare outlives a reload")
    func outlivesReload() throws {
        let gateway = try gateway(weights: [1, 1]) { $0.upstreamHealth.failures = 1 }
        gateway.connector.behaviour = .failsTo([Self.servers[0]])
        #expect(try ask(gateway) == "2 200")
        try gateway.reload { $0.apis[0].upstreamHealth.failures = 2 }
        for _ in 0..<4 { #expect(try ask(gateway) == "2 200") }
        #expect(gateway.connector.tried.count { $0.address == Self.servers[0] } == 1)
    }
}
