import Synchronization
import Testing
import TollgateOutbound
import TollgateTesting

@testable import TollgateRegistrar

@Suite("Initial access tokens")
struct InitialAccessTokensTests {
    private let provider = StubProvider()
    private let clock = ManualClock()
    private let tokens: InitialAccessTokens

    init() {
        let clock = self.clock
        tokens = InitialAccessTokens(now: { clock.unixSeconds })
    }

    private func request(secret: String = "s") -> TokenRequest {
        TokenRequest(endpoint: StubProvider.tokenEndpoint, clientID: "registrar", clientSecret: Secret(secret))
    }

    private func answer(_ token: String, expiresIn: Int64? = 300) {
        let expiry = expiresIn.map { #","expires_in":\#($0)"# } ?? ""
        provider.answer(200, #"{"access_token":"\#(token)","token_type":"bearer"\#(expiry)}"#)
    }

    @Test("A token is used until shortly before it expires")
    func keptUntilShortlyBefore() async throws {
        answer("one")
        answer("two")
        #expect(
            try await tokens.token(for: request(), provider: "idp", use: .reusable, over: provider) == Secret("one"))
        clock.advance(by: .seconds(269))
        #expect(
            try await tokens.token(for: request(), provider: "idp", use: .reusable, over: provider) == Secret("one"))
        clock.advance(by: .seconds(1))
        #expect(
            try await tokens.token(for: request(), provider: "idp", use: .reusable, over: provider) == Secret("two"))
        #expect(provider.requests.count == 2)
    }

    /// CWE-176.
    @Test("Two providers whose names are canonically equivalent do not share a token")
    func exactNames() async throws {
        answer("one")
        answer("two")
        for (name, token) in [("jos\u{E9}", "one"), ("jose\u{301}", "two"), ("jos\u{E9}", "one")] {
            #expect(
                try await tokens.token(for: request(), provider: name, use: .reusable, over: provider)
                    == Secret(token))
        }
    }

    @Test("Where tokens are good once, each registration fetches its own")
    func singleUse() async throws {
        answer("one")
        answer("two")
        #expect(try await tokens.token(for: request(), provider: "idp", use: .single, over: provider) == Secret("one"))
        #expect(try await tokens.token(for: request(), provider: "idp", use: .single, over: provider) == Secret("two"))
    }

    @Test("A token without an expiry, a refused one and one for other credentials are not used again")
    func notKept() async throws {
        answer("one", expiresIn: nil)
        answer("two")
        answer("three")
        answer("four")
        #expect(
            try await tokens.token(for: request(), provider: "idp", use: .reusable, over: provider) == Secret("one"))
        #expect(
            try await tokens.token(for: request(), provider: "idp", use: .reusable, over: provider) == Secret("two"))
        tokens.forget(provider: "idp")
        #expect(
            try await tokens.token(for: request(), provider: "idp", use: .reusable, over: provider) == Secret("three"))
        let other = request(secret: "another")
        #expect(try await tokens.token(for: other, provider: "idp", use: .reusable, over: provider) == Secret("four"))
    }

    @Test("A failure is told to everybody who waits, and tried anew by the next")
    func failuresAreNotKept() async throws {
        provider.answer(401, #"{"error":"invalid_client"}"#)
        answer("two")
        let error = await #expect(throws: TokenError.self) {
            try await tokens.token(for: request(), provider: "idp", use: .reusable, over: provider)
        }
        #expect(error?.code == "token_refused")
        #expect(
            try await tokens.token(for: request(), provider: "idp", use: .reusable, over: provider) == Secret("two"))
    }

    @Test("Twenty who want a token at once cause one request", .timeLimit(.minutes(15)))
    func singleFlight() async throws {
        let (waiting, begin) = AsyncStream.makeStream(of: Void.self)
        let (release, go) = AsyncStream.makeStream(of: Void.self)
        provider.whenAsked { _ in
            begin.yield()
            for await _ in release { break }
        }
        answer("one")
        let request = request()
        let tokens = tokens
        let provider = provider
        try await withThrowingTaskGroup(of: Secret.self) { group in
            for _ in 0..<20 {
                group.addTask { try await tokens.token(for: request, provider: "idp", use: .reusable, over: provider) }
            }
            for await _ in waiting { break }
            go.yield()
            go.finish()
            for try await token in group { #expect(token == Secret("one")) }
        }
        #expect(provider.requests.count == 1)
    }
}
