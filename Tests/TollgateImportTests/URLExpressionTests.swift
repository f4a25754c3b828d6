import Testing
import TollgateCatalogue

@testable import TollgateImport

@Suite("A regular expression becomes patterns that open nothing more")
struct URLExpressionTests {
    private func translate(_ text: String, below listenPath: String = "/api/") throws -> URLExpression.Translation {
        try URLExpression(text).patterns(below: listenPath)
    }

    @Test(
        "What can be said is said",
        arguments: [
            ("/get", ["/get"]), ("^/api/get$", ["/get"]), ("/api/get", ["/get"]), ("/v1\\.0/a", ["/v1.0/a"]),
            ("/v1.0/a", ["/v1.0/a"]), ("get", ["/get"]), (".*", ["/*"]), ("/.*", ["/*"]), ("/api/.*", ["/*"]),
            ("^.*$", ["/*"]), ("/orders/.*", ["/orders/", "/orders/{part2}/*"]),
            ("/orders/.+", ["/orders/{part2}/*"]), ("/orders/[^/]+", ["/orders/{part2}"]),
            ("/orders/[^/]*", ["/orders/", "/orders/{part2}"]), ("/orders/{id}", ["/orders/{part2}"]),
            ("/orders/{id}/lines", ["/orders/{part2}/lines"]),
            ("/orders/(open|closed)", ["/orders/open", "/orders/closed"]),
            ("/orders/?", ["/orders/", "/orders"]), ("/orders(/[^/]+)?", ["/orders/{part2}", "/orders"]),
            ("/files.*", ["/files/*"]), ("/a/.*/b", ["/a/{part2}/b"]), (".*/get", ["/get"]), ("/a|/b", ["/a", "/b"]),
            ("(?:/a)", ["/a"]), ("/a.*?", ["/a/*"]), ("/", ["/"]), ("^/api/$", ["/"]),
        ] as [(String, [String])])
    func translates(text: String, patterns: [String]) throws {
        let found = try translate(text)
        #expect(found.patterns.map(\.text) == patterns)
        #expect(found.leftOut.isEmpty)
    }

    @Test(
        "What cannot be said is left out",
        arguments: [
            "/orders/\\d+", "/orders/[0-9]+", "/orders/[a-z]*", "/x+", "/x{2}", "/(a", "/a)", "(?i)/a", "/a\\b", "\\",
            "/a/*", "/x/{1,2}", "/(ab)+", "/[", "/a^b", "/a$b", "/\\*", "/\\{x\\}", "/ordersX[^/]+", "^/get$", "/a//b",
            "/%41", "/a b", "/..", "/é",
        ])
    func leavesOut(text: String) {
        let found = try? translate(text)
        #expect(found?.patterns.isEmpty ?? true)
        #expect(found?.leftOut.isEmpty != true)
    }

    @Test("A part of the alternatives can be left out")
    func leavesOutAlternatives() throws {
        let found = try translate("/a|/b/\\?x")
        #expect(found.patterns.map(\.text) == ["/a"])
        #expect(found.leftOut.count == 1)
    }

    @Test("An expression that multiplies is refused")
    func refusesMultiplication() {
        #expect(throws: URLExpression.Failure.self) {
            try URLExpression(String(repeating: "(a|b)", count: 7))
        }
        #expect(throws: URLExpression.Failure.self) { try URLExpression(String(repeating: "(", count: 2_000)) }
        #expect(throws: URLExpression.Failure.self) { try URLExpression(String(repeating: "a", count: 1_000_000)) }
    }

    /// Compares with what the regular expression itself matches, as Tyk looks at it: anywhere in the whole path.
    @Test("Each path that a pattern opens is matched by the expression")
    func opensNothingMore() throws {
        var random = SystemRandomNumberGenerator()
        let parts = [
            "/", "a", "b", "api", "/api/", ".*", ".+", "[^/]+", "[^/]*", "(a|b)", "(/a)?", "?", "$", "^", "|", "\\.",
        ]
        var checked = 0
        for _ in 0..<20_000 {
            let text = (0..<Int.random(in: 1...6, using: &random)).map { _ in parts.randomElement(using: &random) ?? ""
            }.joined()
            guard let expression = try? URLExpression(text), let regex = try? Regex(text) else { continue }
            for pattern in expression.patterns(below: "/api/").patterns {
                for tail in ["/", "/a", "/b", "/a/", "/a/b", "/api", "/api/a", "/ab", "/a/b/a", "/."] {
                    let segments = tail.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
                    guard pattern.matches(segments[...]) else { continue }
                    checked += 1
                    let path = "/api" + tail
                    #expect(path.firstMatch(of: regex) != nil, "\(text) became \(pattern.text), which opens \(path)")
                }
            }
        }
        #expect(checked > 1_000)
    }
}
