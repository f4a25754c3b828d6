import Testing
import TollgateCatalogue
import TollgateTesting

@testable import Tollgate

@Suite("Pages of other origins may call what the rules name, and nothing else")
struct CrossOriginTests {
    private func policy(_ origins: String...) throws -> CrossOriginPolicy {
        CrossOriginPolicy(CrossOriginRules(.oneOf(try origins.map { try #require(OriginPattern($0)) })))
    }

    private func fields(_ policy: CrossOriginPolicy, _ origin: String) -> [String] {
        var fields: [String] = []
        policy.forEachField(origin: origin.utf8Span.span) { fields.append("\($0): \($1)") }
        return fields
    }

    @Test(
        "An origin is compared as browsers write it",
        arguments: [
            ("https://app.example", true), ("https://app.example:8443", false), ("http://app.example", false),
            ("https://APP.example", false), ("https://app.example.evil", false), ("https://evil-app.example", false),
            ("https://a.tenant.example:81", true), ("https://a.b.tenant.example:81", true),
            ("https://tenant.example:81", false), ("https://.tenant.example:81", false),
            ("https://a.tenant.example", false), ("https://evil.example/.tenant.example:81", false),
            ("https://x:y@a.tenant.example:81", false), ("https://evil.example#.tenant.example:81", false),
            ("http://localhost:5173", true), ("null", false), ("", false), ("app://desktop", true),
        ])
    func compares(origin: String, isAllowed: Bool) throws {
        let policy = try policy(
            "https://App.example", "https://*.tenant.example:81", "http://localhost:5173", "app://desktop")
        #expect(policy.allows(origin.utf8Span.span) == isAllowed)
    }

    @Test(
        "What is no origin is refused",
        arguments: [
            "app.example", "https://", "https://app.example/", "https://app.example:443", "http://app.example:80",
            "https://app.example:0", "https://app.example:65536", "https://app.example:08", "https://*", "*",
            "https://a@b", "null", "://a", "https://a b",
        ])
    func refuses(text: String) {
        #expect(OriginPattern(text) == nil)
    }

    @Test("An allowed origin is told back, others learn nothing, and credentials are never allowed")
    func tellsBack() throws {
        let policy = try policy("https://app.example")
        let exposed =
            "WWW-Authenticate, RateLimit-Policy, RateLimit, X-RateLimit-Limit, X-RateLimit-Remaining, "
            + "X-RateLimit-Reset, Retry-After, X-Tollgate-Observed, *"
        #expect(
            fields(policy, "https://app.example") == [
                "Vary: Origin", "Access-Control-Allow-Origin: https://app.example",
                "Access-Control-Expose-Headers: \(exposed)",
            ])
        #expect(fields(policy, "https://other.example") == ["Vary: Origin"])
        #expect(fields(policy, "") == ["Vary: Origin"])
        let all = CrossOriginPolicy(CrossOriginRules(.any))
        #expect(fields(all, "null").contains("Access-Control-Allow-Origin: *"))
        let answer = policy.preflightAnswer(origin: "https://app.example".utf8Span.span)
        #expect(answer.status == 204 && answer.text.isEmpty)
        #expect(
            answer.fields.map { "\($0.name): \($0.value)" } == [
                "Access-Control-Allow-Origin: https://app.example",
                "Access-Control-Allow-Methods: GET, HEAD, POST, PUT, PATCH, DELETE",
                "Access-Control-Allow-Headers: Authorization, *", "Access-Control-Max-Age: 600", "Vary: Origin",
            ])
        let refused = policy.preflightAnswer(origin: "https://other.example".utf8Span.span)
        #expect(refused.status == 403 && refused.text.contains("origin_not_allowed"))
        #expect(!refused.fields.contains { $0.name.hasPrefix("Access-Control") })
    }

    @Test("Rules say which methods and fields, and for how long")
    func followsRules() {
        var rules = CrossOriginRules(.any)
        rules.methods = ["GET"]
        rules.requestFields = ["X-A"]
        rules.exposedFields = []
        rules.maximumAgeSeconds = 5
        let policy = CrossOriginPolicy(rules)
        let answer = policy.preflightAnswer(origin: "https://a".utf8Span.span)
        #expect(
            answer.fields.map(\.value) == ["*", "GET", "Authorization, X-A", "5", "Origin"])
        #expect(fields(policy, "https://a").last?.hasSuffix("X-Tollgate-Observed") == true)
    }

    @Test("Without rules only a gateway lets pages call, and only what is enforced on an API with a resource")
    func hasDefault() throws {
        func policy(_ change: (inout API) -> Void, isGateway: Bool = true, isOpen: Bool = false) throws -> Bool {
            var source = TestCatalogue.payments()
            change(&source.apis[0])
            return try CompiledCatalogue(source).apis[0].crossOriginPolicy(isGateway: isGateway, isOpen: isOpen) != nil
        }
        let resource = "https://gate.example/payment-api"
        #expect(try !policy { _ in })
        #expect(try policy { $0.resource = resource })
        #expect(try !policy({ $0.resource = resource }, isGateway: false))
        #expect(try !policy({ $0.resource = resource }, isOpen: true))
        #expect(
            try !policy {
                $0.resource = resource
                $0.mode = .observe
            })
        #expect(
            try !policy {
                $0.resource = resource
                $0.crossOrigin = .off
            })
        #expect(try policy({ $0.crossOrigin = .rules(CrossOriginRules(.any)) }, isGateway: false, isOpen: true))
    }
}
