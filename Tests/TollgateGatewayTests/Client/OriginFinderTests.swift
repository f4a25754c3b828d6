import NIOCore
import Testing
import TollgateCatalogue
import TollgateTesting

@testable import TollgateGateway

@Suite("What trusted proxies say of a request is believed, and nothing behind them (RFC 7239, G6)")
struct OriginFinderTests {
    /// What was found: the address, the chain, the scheme, the host.
    private struct Found: Equatable {
        let address: String
        let chain: String
        let scheme: String
        let host: String
    }

    private let xForwarded: Listener
    private let forwarded: Listener

    init() throws {
        func listener(_ family: ForwardedFamily) throws -> Listener {
            var listener = GatewayListener(.tcp(host: "h", port: 1))
            listener.trustedProxies = try TrustedProxies(["10.0.0.0/8", "2001:db8::/32", "unix"])
            listener.forwardedFamily = family
            return Listener(listener, GatewayLimits(), ConnectionCount(maximum: 1))
        }
        xForwarded = try listener(.xForwarded)
        forwarded = try listener(.forwarded)
    }

    private func request(_ fields: [(String, String)]) throws -> RequestHead {
        let lines = ([("Host", "gateway.example")] + fields).map { "\($0.0): \($0.1)\r\n" }
        var buffer = ByteBuffer(string: "GET / HTTP/1.1\r\n\(lines.joined())\r\n")
        var request = RequestHead()
        var searched = 0
        try #require(
            try RequestHeadReader.read(&buffer, into: &request, searched: &searched, maximumBytes: 65_536))
        return request
    }

    private func find(
        _ fields: [(String, String)], from peer: String? = "10.0.0.1", _ family: ForwardedFamily
    ) throws -> Found {
        let listener = family == .forwarded ? forwarded : xForwarded
        let address = peer.flatMap { IPAddress($0) }
        let isTrusted = address.map(listener.trustedProxies.contains) ?? true
        let request = try request(fields)
        let origin = OriginFinder.origin(
            of: request, from: ConnectionOrigin(address: address, isTrusted: isTrusted), listener)
        return Found(
            address: origin.address, chain: origin.chain, scheme: origin.isSecure ? "https" : "http",
            host: origin.host.map { request.fields.text($0) } ?? "")
    }

    @Test(
        "X-Forwarded-For is read from the right, past trusted hops, to the first address that is not trusted",
        arguments: [
            // What the client wrote itself stands on the left.
            (["192.0.2.7"], "192.0.2.7", "192.0.2.7, 10.0.0.1"),
            (["6.6.6.6, 192.0.2.7"], "192.0.2.7", "192.0.2.7, 10.0.0.1"),
            (["6.6.6.6", "192.0.2.7, 10.0.0.2"], "192.0.2.7", "192.0.2.7, 10.0.0.2, 10.0.0.1"),
            (
                ["10.6.6.6", "192.0.2.7", "10.0.0.2,2001:db8::2"], "192.0.2.7",
                "192.0.2.7, 10.0.0.2, 2001:db8::2, 10.0.0.1"
            ),
            (["10.0.0.3, 10.0.0.2"], "10.0.0.3", "10.0.0.3, 10.0.0.2, 10.0.0.1"),
            (["192.0.2.7:4711"], "192.0.2.7", "192.0.2.7, 10.0.0.1"),
            (["[2001:DB9::7]:4711"], "2001:db9::7", "2001:db9::7, 10.0.0.1"),
            (["2001:db9:0::7"], "2001:db9::7", "2001:db9::7, 10.0.0.1"),
            (["::ffff:192.0.2.7"], "192.0.2.7", "192.0.2.7, 10.0.0.1"),
            (["192.0.2.7, "], "192.0.2.7", "192.0.2.7, 10.0.0.1"),
            (["192.0.2.7,,"], "192.0.2.7", "192.0.2.7, 10.0.0.1"),
            // Malformed: whoever has written it counts.
            (["6.6.6.6, x, 10.0.0.2"], "10.0.0.2", "10.0.0.2, 10.0.0.1"),
            (["unknown"], "10.0.0.1", "10.0.0.1"), (["1.2.3"], "10.0.0.1", "10.0.0.1"),
            (["1.2.3.4:x"], "10.0.0.1", "10.0.0.1"),
            (["\"192.0.2.7\""], "10.0.0.1", "10.0.0.1"), (["[192.0.2.7]"], "10.0.0.1", "10.0.0.1"),
            (["1.2.3.4 5.6.7.8"], "10.0.0.1", "10.0.0.1"), ([], "10.0.0.1", "10.0.0.1"), ([""], "10.0.0.1", "10.0.0.1"),
        ] as [([String], String, String)])
    func readsXForwardedFor(lines: [String], address: String, chain: String) throws {
        let found = try find(lines.map { ("X-Forwarded-For", $0) }, .xForwarded)
        #expect(found == Found(address: address, chain: chain, scheme: "http", host: "gateway.example"))
    }

    @Test("Scheme and host are those that the furthest trusted proxy was asked for, however the proxies note them")
    func readsSchemeAndHost() throws {
        func found(_ addresses: String, _ schemes: [String], _ hosts: [String]) throws -> [String] {
            let fields = schemes.map { ("x-forwarded-proto", $0) } + hosts.map { ("x-forwarded-host", $0) }
            let found = try find([("x-forwarded-for", addresses)] + fields, .xForwarded)
            return [found.scheme, found.host]
        }
        #expect(try found("192.0.2.7", ["https"], ["a.example:8443"]) == ["https", "a.example:8443"])
        #expect(try found("192.0.2.7", ["HTTPS"], ["[::1]"]) == ["https", "[::1]"])
        // The client's own words come first, and are not believed.
        #expect(try found("6.6.6.6, 192.0.2.7", ["https, http"], ["evil.example, a.example"]) == ["http", "a.example"])
        #expect(
            try found("192.0.2.7, 10.0.0.2", ["http, https, http"], ["evil.example", "a.example", "b.example"]) == [
                "https", "a.example",
            ])
        // One that puts its word in the place of another's.
        #expect(try found("192.0.2.7, 10.0.0.2", ["https"], ["a.example"]) == ["https", "a.example"])
        #expect(try found("x", ["https"], ["a.example"]) == ["https", "a.example"])
        for word in ["wss", "", "http s", "https;"] {
            #expect(try found("192.0.2.7", [word], ["a b", "a/b", "u@a"]) == ["http", "gateway.example"])
        }
    }

    @Test(
        "Forwarded is read from the right, past trusted hops, with quotes, ports and names that hide",
        arguments: [
            (["for=192.0.2.7"], "192.0.2.7, 10.0.0.1", "http", "gateway.example"),
            (["For=192.0.2.7;Proto=HTTPS;Host=a.example"], "192.0.2.7, 10.0.0.1", "https", "a.example"),
            (["for=\"192.0.2.7:4711\";by=_x ; proto=https"], "192.0.2.7, 10.0.0.1", "https", "gateway.example"),
            (["for=\"[2001:db9::7]\""], "2001:db9::7, 10.0.0.1", "http", "gateway.example"),
            (["for=\"[2001:db9::7]:_hidden\";host=\"a.example:1\""], "2001:db9::7, 10.0.0.1", "http", "a.example:1"),
            (["for=6.6.6.6;proto=https, for=192.0.2.7"], "192.0.2.7, 10.0.0.1", "http", "gateway.example"),
            (
                ["for=6.6.6.6", "for=192.0.2.7;proto=https,for=10.0.0.2;proto=http"], "192.0.2.7, 10.0.0.2, 10.0.0.1",
                "https", "gateway.example"
            ),
            (
                ["for=192.0.2.7;ext=\"a, b; \\\" c\", for=10.0.0.2"], "192.0.2.7, 10.0.0.2, 10.0.0.1", "http",
                "gateway.example"
            ),
            // A client that opens a text does not reach what a proxy writes behind it.
            (["for=6.6.6.6;x=\", for=192.0.2.7;proto=https"], "192.0.2.7, 10.0.0.1", "https", "gateway.example"),
            (["for=6.6.6.6;x=\"", "for=192.0.2.7"], "192.0.2.7, 10.0.0.1", "http", "gateway.example"),
            // Who has written what cannot be used counts.
            (["for=unknown;proto=https"], "10.0.0.1", "https", "gateway.example"),
            (["for=192.0.2.7, for=_secret, for=10.0.0.2"], "10.0.0.2, 10.0.0.1", "http", "gateway.example"),
            (["for=192.0.2.7;for=6.6.6.6"], "10.0.0.1", "http", "gateway.example"),
            (["for=[2001:db9::7]"], "10.0.0.1", "http", "gateway.example"),
            (["for=\"192.0.2.7"], "10.0.0.1", "http", "gateway.example"),
            (["for=192.0.2.7;"], "10.0.0.1", "http", "gateway.example"),
            (["for = 192.0.2.7"], "10.0.0.1", "http", "gateway.example"),
            (["for=\"192.0.2.7\"x"], "10.0.0.1", "http", "gateway.example"),
            (["192.0.2.7"], "10.0.0.1", "http", "gateway.example"),
            (["proto=https;host=a.example"], "10.0.0.1", "https", "a.example"),
            (["for=192.0.2.7;host=\"a\\.b\""], "192.0.2.7, 10.0.0.1", "http", "gateway.example"),
        ] as [([String], String, String, String)])
    func readsForwarded(lines: [String], chain: String, scheme: String, host: String) throws {
        let found = try find(lines.map { ("Forwarded", $0) }, .forwarded)
        let address = String(chain.prefix { $0 != "," })
        #expect(found == Found(address: address, chain: chain, scheme: scheme, host: host))
    }

    @Test("The family that was not chosen is not read, nor either of them from who is not trusted")
    func readsOneFamily() throws {
        let fields = [
            ("Forwarded", "for=192.0.2.7;proto=https;host=a.example"), ("X-Forwarded-For", "192.0.2.8"),
            ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "b.example"), ("X_Forwarded_For", "6.6.6.6"),
        ]
        #expect(try find(fields, .forwarded).chain == "192.0.2.7, 10.0.0.1")
        #expect(try find(fields, .xForwarded).chain == "192.0.2.8, 10.0.0.1")
        #expect(try find(Array(fields.prefix(1)), .xForwarded) == find([], .xForwarded))
        #expect(try find(Array(fields.dropFirst()), .forwarded) == find([], .forwarded))
        for family in [ForwardedFamily.forwarded, .xForwarded] {
            #expect(
                try find(fields, from: "192.0.2.1", family)
                    == Found(address: "192.0.2.1", chain: "192.0.2.1", scheme: "http", host: "gateway.example"))
        }
    }

    @Test("A proxy on a unix socket has no address of its own")
    func readsOverUnixSocket() throws {
        let found = try find([("X-Forwarded-For", "192.0.2.7, 10.0.0.2")], from: nil, .xForwarded)
        #expect(
            found == Found(address: "192.0.2.7", chain: "192.0.2.7, 10.0.0.2", scheme: "http", host: "gateway.example"))
        #expect(try find([], from: nil, .xForwarded).chain == "")
    }

    @Test("A chain of trusted proxies without an end is followed for 32 hops")
    func boundsHops() throws {
        let found = try find(
            [("X-Forwarded-For", String(repeating: "10.0.0.3,", count: 5_000) + "10.0.0.2")], .xForwarded)
        #expect(found.address == "10.0.0.3" && found.chain.split(separator: ", ").count == 33)
    }

    @Test("Ten thousand spoilt fields trap nothing, and what is found is an address or nothing")
    func survives() throws {
        let seeds = [
            "for=192.0.2.7;proto=https;host=a.example, for=10.0.0.2", "for=\"[2001:db9::7]:4711\";by=\"[::1]\"",
            "for=6.6.6.6;x=\"a, \\\" b\", for=\"10.0.0.2:80\";proto=http,for=unknown",
            "192.0.2.7, 10.0.0.2,[2001:db8::1]:80",
            "for=\"_a\", for=_b;;\"\\\\\"", "\"\\\"\",=\"", "[::1]:,[]:1,[", ",,,\",\",",
        ].map { Array($0.utf8) }
        var mutation = Mutation(generator: SeededGenerator(seed: 32))
        var found = 0
        for round in 0..<10_000 {
            let bytes = mutation.spoil(seeds.randomElement(using: &mutation.generator) ?? [])
                .filter { $0 >= 0x20 && $0 < 0x7F }
            let value = String(decoding: bytes, as: UTF8.self)
            let family = round % 2 == 0 ? ForwardedFamily.forwarded : .xForwarded
            let names =
                family == .forwarded ? ["Forwarded"] : ["X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host"]
            let origin = try find(names.map { ($0, value) }, family)
            let hops = origin.chain.split(separator: ", ").map(String.init)
            #expect(hops.allSatisfy { IPAddress($0)?.description == $0 } && hops.last == "10.0.0.1", "\(value)")
            #expect(hops.first == origin.address && !origin.host.isEmpty, "\(value)")
            if hops.count > 1 { found += 1 }
        }
        #expect(found > 500)
    }
}
