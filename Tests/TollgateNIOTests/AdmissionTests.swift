import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing
import Tollgate
import TollgateCatalogue
import TollgateTesting

@testable import TollgateNIO

@Suite("An admitted request reaches the next handler with its caller, and its answer tells what is left")
struct AdmissionTests {
    @Test("The caller is named in fields of the gate's own, and the token stays behind")
    func namesTheCaller() throws {
        let server = try EmbeddedServer { $0.policies[0].tags = ["gold", "a,b"] }
        server.request(.GET, "/payment-api/x?a=b", server.headers([("Accept", "*/*")]))
        let head = try #require(server.handler.heads.first)
        #expect(head.uri == "/payment-api/x?a=b")
        #expect(
            head.headers.map { "\($0.name): \($0.value)" } == [
                "Host: server.example", "Accept: */*", "X-Tollgate-Client: client-1", "X-Tollgate-Subject: e4a7bad7",
                "X-Tollgate-Policies: free-limits,payments-access", "X-Tollgate-Tags: a%2Cb,gold",
            ])
        let answer = try #require(try server.answer())
        #expect(answer.status == 200 && answer.text == "hello" && answer.hasEnded)
        #expect(answer.head.headers.isEmpty)
    }

    @Test("Bytes of a client's name that servers read in different ways are percent-encoded")
    func encodesNames() throws {
        let server = try EmbeddedServer()
        server.request(headers: server.headers(token: server.token(client: "né 100%")))
        #expect(server.handler.heads.first?.headers["X-Tollgate-Client"] == ["n%C3%A9%20100%25"])
    }

    @Test("Claims that the API names are told in fields of their own, which nobody else can write")
    func tellsClaims() throws {
        let server = try EmbeddedServer {
            $0.apis[0].identityClaims = [IdentityClaim(field: "X-Client", claim: "sub")]
        }
        let hostile = [("X-Client", "admin"), ("x.client", "admin")]
        server.sendHead(.POST, "/payment-api/x", server.headers(hostile))
        server.sendEnd(trailers: HTTPHeaders(hostile + [("X-Sum", "1")]))
        let headers = try #require(server.handler.heads.first?.headers)
        #expect(headers["X-Client"] == ["e4a7bad7"] && !headers.contains { $0.value == "admin" })
        #expect(server.handler.trailers?.map(\.name) == ["X-Sum"])
    }

    @Test("The token goes on only where the API forwards it")
    func forwardsTheToken() throws {
        let server = try EmbeddedServer { $0.apis[0].forwardsToken = true }
        let token = server.token()
        server.request(headers: server.headers(token: token))
        #expect(server.handler.heads.first?.headers["Authorization"] == ["Bearer \(token)"])
    }

    @Test(
        "What a client writes in such a field never passes, however the name is spelt",
        arguments: [
            "X-Tollgate-Client", "x-tollgate-subject", "X_Tollgate_Client", "x.tollgate-Policies", "X-TOLLGATE",
            "X-Tollgate-Anything", "x-Tollgate_tags",
        ])
    func removesSpellings(name: String) throws {
        let server = try EmbeddedServer()
        server.sendHead(.POST, "/payment-api/x", server.headers([(name, "admin"), ("X-Other", "kept")]))
        server.sendEnd(trailers: HTTPHeaders([(name, "admin"), ("Authorization", "x"), ("X-Sum", "1")]))
        let headers = try #require(server.handler.heads.first?.headers)
        #expect(!headers.contains { $0.value == "admin" || $0.name == "Authorization" })
        #expect(headers["X-Tollgate-Client"] == ["client-1"] && headers["X-Other"] == ["kept"])
        #expect(server.handler.trailers?.map(\.name) == ["X-Sum"])
    }

    @Test("A public path is open to all, and names nobody whatever the client says")
    func opensPublicPaths() throws {
        let health = try PathRule(pattern: #require(PathPattern("/health")))
        let server = try EmbeddedServer { $0.apis[0].publicPaths = [health] }
        server.request(.GET, "/payment-api/health", HTTPHeaders([("X-Tollgate-Client", "admin")]))
        #expect(server.handler.heads.first?.headers.isEmpty == true)
        #expect(try server.answer()?.status == 200)
    }

    @Test("`Connection` cannot have a proxy behind the gate take the caller's fields out")
    func keepsItsFields() throws {
        let server = try EmbeddedServer()
        let lists = [("Connection", "close, X-Tollgate-Client ,x_tollgate_subject"), ("connection", "X-Tollgate-Tags")]
        server.request(headers: server.headers(lists))
        #expect(server.handler.heads.first?.headers["Connection"] == ["close"])
        #expect(server.handler.heads.first?.headers["X-Tollgate-Client"] == ["client-1"])
    }

    @Test(
        "The answer tells the same of limits as their report",
        arguments: [
            Limits(rate: .limited(requests: 5, seconds: 1)),
            Limits(quota: .limited(maximum: 1_000, window: .seconds(86_400))),
            Limits(
                rate: .limited(requests: 7, seconds: 60), quota: .limited(maximum: 50, window: .calendarMonth)),
            Limits(rate: .unlimited),
        ])
    func tellsLimits(limits: Limits) throws {
        let server = try EmbeddedServer { $0.policies[1].limits = limits }
        let token = server.token()
        for _ in 0..<3 { server.request(headers: server.headers(token: token)) }
        let answers = try server.answers()
        let twin = try EmbeddedServer { $0.policies[1].limits = limits }
        for answer in answers {
            guard case .admit(let pass) = try twin.test.decide(twin.token()) else { throw Rejection.accessDenied }
            let expected = pass.limits.headers(unixSeconds: twin.test.clock.unixSeconds).map {
                "\($0.name): \($0.value)"
            }
            #expect(answer.head.headers.map { "\($0.name): \($0.value)" } == expected)
        }
        #expect(answers.count == 3)
    }

    @Test("Interim answers pass as they are, and the final one is told apart from them")
    func passesInterimAnswers() throws {
        let server = try EmbeddedServer { $0.policies[1].limits = Limits(rate: .limited(requests: 5, seconds: 1)) }
        server.handler.answersAtOnce = false
        server.sendHead(.POST, "/payment-api/x", server.headers([("Expect", "100-continue")]))
        #expect(try server.answers().isEmpty)
        server.handler.beginAnswer(.continue)
        server.sendEnd()
        server.handler.beginAnswer(.custom(code: 103, reasonPhrase: "Early Hints"))
        server.handler.answer()
        let answers = try server.answers()
        #expect(answers.map(\.status) == [100, 103, 200])
        #expect(answers.map { $0.header("RateLimit") != nil } == [false, false, true])
    }

    @Test("A place under a limit of concurrency is free at the end of the answer, and where the channel goes away")
    func freesItsPlace() throws {
        let server = try EmbeddedServer { $0.policies[1].limits = Limits(rate: .unlimited, concurrency: 1) }
        let token = server.token()
        server.handler.answersAtOnce = false
        server.request(headers: server.headers(token: token))
        #expect(try server.test.rejection(token) == .concurrencyExceeded)
        server.handler.beginAnswer()
        #expect(try server.test.rejection(token) == .concurrencyExceeded)
        server.handler.endAnswer()
        #expect(try server.test.rejection(token) == nil)
        server.request(headers: server.headers(token: token))
        #expect(try server.test.rejection(token) == .concurrencyExceeded)
        server.vanish()
        #expect(try server.test.rejection(token) == nil)
    }

    @Test("Where an API only observes, a rejected request goes on, and both sides are told the code")
    func observes() throws {
        let server = try EmbeddedServer { $0.apis[0].mode = .observe }
        server.request(headers: HTTPHeaders([("X-Tollgate-Observed", "nothing")]))
        #expect(server.handler.heads.first?.headers["X-Tollgate-Observed"] == ["token_missing"])
        #expect(try server.answer()?.header("X-Tollgate-Observed") == "token_missing")
    }

    @Test("The next handler gets the admission before the head where it asked for it")
    func firesAdmissions() throws {
        let server = try EmbeddedServer(configuration: { $0.firesAdmissions = true })
        server.request()
        let admission = try #require(server.handler.admissions.first)
        #expect(admission.clientID == "client-1" && admission.api.name == "payments")
        #expect(admission.pass?.token.claims.subject == "e4a7bad7")
        let silent = try EmbeddedServer()
        silent.request()
        #expect(silent.handler.admissions.isEmpty)
    }
}

extension EmbeddedServer {
    /// Sends a request without content and with these headers.
    func request(headers: HTTPHeaders) { request(.GET, "/payment-api/x", headers) }
}
