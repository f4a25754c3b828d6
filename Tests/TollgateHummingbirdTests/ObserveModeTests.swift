import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing
import Tollgate
import TollgateCatalogue
import TollgateConcurrency
import TollgateHummingbird
import TollgateTesting

@Suite("An API that only observes lets requests pass and tells what would have become of them")
struct ObserveModeTests {
    /// Keeps what it sees.
    private final class Observer: DecisionObserver {
        private let codes = Lock<[String]>([])
        var seen: [String] { codes.withLock { $0 } }

        func decided(_ event: DecisionEvent) {
            let code =
                switch event.decision {
                case .admit: "admitted"
                case .reject(let rejection, _): rejection.code
                case .waiting: "awaiting"
                }
            codes.withLock { $0.append("\(event.request.api.name) \(code) \(event.credential == nil ? "-" : "token")") }
        }
    }

    private func withApplication(
        mode: API.Mode, style: API.ErrorStyle = .rfc6750,
        _ body: @escaping @Sendable (any TestClientProtocol, TestGate, Observer) async throws -> Void
    ) async throws {
        var catalogue = TestCatalogue.payments()
        catalogue.apis[0].mode = mode
        catalogue.apis[0].errorStyle = style
        let test = try TestGate(catalogue, forge: try TokenForge.shared.get())
        let observer = Observer()
        let router = Router(context: BasicGateRequestContext.self)
        router.add(middleware: GateMiddleware(gate: test.gate, observers: [observer], now: { test.clock.instant }))
        router.get("/payment-api/**") { _, context in
            "passed \(context.admission?.clientID ?? "-") \(context.admission?.observed?.code ?? "-")"
        }
        try await Application(router: router).test(.router) { client in try await body(client, test, observer) }
    }

    private func observed(_ response: TestResponse) -> String? {
        HTTPField.Name("X-Tollgate-Observed").flatMap { response.headers[$0] }
    }

    @Test("Whatever would be rejected is passed on without a client, and the answer tells the code")
    func passes() async throws {
        try await withApplication(mode: .observe) { client, test, observer in
            let tokens = [
                ("", "token_missing"), ("Bearer x", "token_malformed"), ("Bearer a b", "request_malformed"),
                ("Bearer \(test.forge.token(payload: TokenClaims(scope: "free_plan").json))", "scope_insufficient"),
                ("Bearer \(test.forge.token(payload: TokenClaims(now: 1).json))", "token_expired"),
            ]
            for (value, code) in tokens {
                let headers: HTTPFields = value.isEmpty ? [:] : [.authorization: value]
                try await client.execute(uri: "/payment-api/get", method: .get, headers: headers) { response in
                    #expect(response.status == .ok)
                    #expect(String(buffer: response.body) == "passed - \(code)")
                    #expect(observed(response) == code)
                    #expect(response.headers[.wwwAuthenticate] == nil)
                }
            }
            #expect(
                observer.seen == [
                    "payments token_missing -", "payments token_malformed token", "payments request_malformed -",
                    "payments scope_insufficient token", "payments token_expired token",
                ])
        }
    }

    @Test("Limits are counted: what is above them passes and is told")
    func countsLimits() async throws {
        try await withApplication(mode: .observe) { client, test, _ in
            let headers: HTTPFields = [.authorization: "Bearer \(test.forge.token(payload: TokenClaims().json))"]
            for number in 1...7 {
                try await client.execute(uri: "/payment-api/get", method: .get, headers: headers) { response in
                    #expect(response.status == .ok)
                    #expect(observed(response) == (number <= 5 ? nil : "rate_exceeded"))
                    #expect(response.headers[.retryAfter] == nil)
                }
            }
        }
    }

    @Test("A path that could mean another one to the upstream is refused all the same")
    func refusesAmbiguousPaths() async throws {
        try await withApplication(mode: .observe) { client, _, observer in
            for path in ["/payment-api/../admin", "/payment-api/%2e%2e/admin", "/payment-api//get", "/other"] {
                try await client.execute(uri: path, method: .get) { response in
                    #expect(response.status == (path == "/other" ? .notFound : .badRequest))
                }
            }
            #expect(observer.seen.isEmpty)
        }
    }

    @Test("An API that enforces tells its observers the same and answers the client")
    func enforces() async throws {
        try await withApplication(mode: .enforce) { client, test, observer in
            try await client.execute(uri: "/payment-api/get", method: .get) { response in
                #expect(response.status == .unauthorized)
                #expect(observed(response) == nil)
            }
            let token = test.forge.token(payload: TokenClaims().json)
            try await client.execute(
                uri: "/payment-api/get", method: .get, headers: [.authorization: "Bearer \(token)"]
            ) { response in
                #expect(String(buffer: response.body) == "passed client-1 -")
            }
            #expect(observer.seen == ["payments token_missing -", "payments admitted token"])
        }
    }

    @Test("In Tyk's style the status and the body are Tyk's, and the challenge stays")
    func answersAsTyk() async throws {
        try await withApplication(mode: .enforce, style: .tyk) { client, test, _ in
            try await client.execute(uri: "/payment-api/get", method: .get) { response in
                #expect(response.status == .badRequest)
                #expect(String(buffer: response.body) == "{\"error\":\"Authorization field missing\"}\n")
                #expect(response.headers[.wwwAuthenticate] == "Bearer realm=\"payments\"")
            }
            let token = test.forge.token(payload: TokenClaims().json)
            for _ in 0..<6 {
                try await client.execute(
                    uri: "/payment-api/get", method: .get, headers: [.authorization: "Bearer \(token)"]
                ) { response in
                    guard response.status != .ok else { return }
                    #expect(response.status == .tooManyRequests)
                    #expect(String(buffer: response.body) == "{\"error\":\"Rate Limit Exceeded\"}\n")
                    #expect(response.headers[.retryAfter] == "1")
                }
            }
        }
    }
}
