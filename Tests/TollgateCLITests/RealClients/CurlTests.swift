import ServerTesting
import Testing

@Suite(
    "curl and h2load are answered, whatever they speak", .realServers, .serialized, .timeLimit(.minutes(5)))
struct CurlTests {
    /// How curl asks: over which version, and whether over TLS.
    struct Way: Sendable, CustomTestStringConvertible {
        let options: [String]
        let isTLS: Bool
        let version: String

        var testDescription: String { (options + [isTLS ? "https" : "http"]).joined(separator: " ") }
    }

    private static let ways = [
        Way(options: ["--http1.1"], isTLS: false, version: "1.1"),
        Way(options: ["--http1.0"], isTLS: false, version: "1.1"),
        Way(options: ["--http2-prior-knowledge"], isTLS: false, version: "2"),
        Way(options: ["--http2"], isTLS: true, version: "2"),
        Way(options: ["--http1.1"], isTLS: true, version: "1.1"),
        Way(options: ["--http2", "--tlsv1.3"], isTLS: true, version: "2"),
        Way(options: ["--http2", "--tls-max", "1.2"], isTLS: true, version: "2"),
    ]

    @Test(
        "curl is answered: a good token, none, and content",
        .enabled(if: ClientProgram.curl.isInstalled, ClientProgram.curl.reasonForSkipping), arguments: ways)
    func answersCurl(way: Way) async throws {
        try await RealClientGateway.run { gateway in
            let url =
                way.isTLS
                ? "https://localhost:\(gateway.tlsPort)/payment-api/x"
                : "http://127.0.0.1:\(gateway.port)/payment-api/x"
            func ask(_ more: [String]) async throws -> String {
                let options = ["-sS", "--noproxy", "*", "--max-time", "20", "--cacert", gateway.authority]
                let answer = try await ClientProgram.curl.run(
                    options + way.options + ["-w", "\n%{http_version} %{http_code}"] + more + [url])
                #expect(answer.status == 0, "\(answer.text)")
                return answer.text
            }
            let bearer = ["-H", "Authorization: Bearer \(gateway.token())"]
            #expect(try await ask(bearer) == "hello\n\(way.version) 200")
            #expect(try await ask(bearer + ["-I"]).hasSuffix("\n\(way.version) 200"))
            #expect(
                try await ask(bearer + ["-d", String(repeating: "x", count: 100_000)]) == "hello\n\(way.version) 200")
            let refusal = try await ask([])
            #expect(refusal.contains("\"token_missing\"") && refusal.hasSuffix("\n\(way.version) 401"))
        }
    }

    @Test(
        "curl does not trust a certificate of another authority",
        .enabled(if: ClientProgram.curl.isInstalled, ClientProgram.curl.reasonForSkipping))
    func isNotTrusted() async throws {
        try await RealClientGateway.run { gateway in
            let answer = try await ClientProgram.curl.run([
                "-sS", "--noproxy", "*", "--cacert", ClientProgram.fixture("tls/other-authority.pem"),
                "https://localhost:\(gateway.tlsPort)/payment-api/x",
            ])
            #expect(answer.status == 60, "\(answer.text)")
        }
    }

    @Test(
        "h2load: each of many requests on many streams is answered",
        .enabled(if: ClientProgram.h2load.isInstalled, ClientProgram.h2load.reasonForSkipping),
        arguments: [[], ["--h1"], ["-m", "20"], ["-m", "100"]] as [[String]], [false, true])
    func answersLoad(options: [String], isTLS: Bool) async throws {
        try await RealClientGateway.run { gateway in
            let url =
                isTLS
                ? "https://localhost:\(gateway.tlsPort)/payment-api/x"
                : "http://127.0.0.1:\(gateway.port)/payment-api/x"
            let answer = try await ClientProgram.h2load.run(
                ["-n", "400", "-c", "4", "-H", "authorization: Bearer \(gateway.token())"] + options + [url])
            #expect(answer.status == 0, "\(answer.text)")
            #expect(answer.text.contains("400 total, 400 started, 400 done, 400 succeeded, 0 failed"), "\(answer.text)")
            #expect(answer.text.contains("status codes: 400 2xx, 0 3xx, 0 4xx, 0 5xx"))
        }
    }
}
