import Testing

@testable import TollgateCatalogue

@Suite("Path patterns match whole segments")
struct PathPatternTests {
    private func matches(_ pattern: String, _ path: String) throws -> Bool {
        let pattern = try #require(PathPattern(pattern))
        return pattern.matches(path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)[...])
    }

    @Test(
        "A pattern matches these paths",
        arguments: [
            ("/get", "/get"), ("/orders/{id}", "/orders/17"), ("/orders/{id}/items", "/orders/a.b/items"),
            ("/files/*", "/files/a"), ("/files/*", "/files/a/b/c"), ("/files/*", "/files/"), ("/files/*", "/files"),
            ("/*", "/"), ("/*", "/a/b"), ("/", "/"), ("/get/", "/get/"),
        ])
    func matches(pattern: String, path: String) throws {
        #expect(try matches(pattern, path))
    }

    @Test(
        "A pattern does not match these",
        arguments: [
            ("/get", "/get/"), ("/get", "/getx"), ("/get", "/GET"), ("/get", "/"), ("/orders/{id}", "/orders/"),
            ("/orders/{id}", "/orders"), ("/orders/{id}", "/orders/1/2"), ("/files/*", "/filesx"), ("/", "/a"),
            ("/get/", "/get"),
        ])
    func differs(pattern: String, path: String) throws {
        #expect(try !matches(pattern, path))
    }

    @Test(
        "A pattern that means nothing is refused",
        arguments: [
            "", "get", "//", "/a//b", "/a*", "/*/b", "/{}", "/{a", "/a}b", "/a?b", "/../a", "/./a", "/a b",
            "/é", "/a%", "/a%2", "/a%zz", "/a%+4", "/%2e%2E/a", "/a/%2e", "/a%5Cb", "/a%25b", "/a%3Bb", "/a%0Ab",
            "/a%00",
            "/a%7F", "/%ff", "/%c3", "/..%2Fa",
        ])
    func refuses(pattern: String) {
        #expect(PathPattern(pattern) == nil)
    }

    @Test(
        "Characters that a pattern has no place for are written as in a URL, and match what they decode to",
        arguments: [
            ("/me@example.com", "me@example.com"), ("/me%40example.com", "me@example.com"), ("/a%20b", "a b"),
            ("/caf%C3%A9", "caf\u{E9}"), ("/%67et", "get"), ("/%2A", "*"), ("/%7Bid%7D", "{id}"), ("/a%3fb", "a?b"),
            ("/C%23", "C#"), ("/a%2fb", "a%2Fb"),
        ])
    func readsEscapes(text: String, segment: String) throws {
        let pattern = try #require(PathPattern(text))
        #expect(pattern.segments == [.literal(segment)])
        #expect(pattern.matches([segment[...]]))
        #expect(pattern.text == text)
    }

    @Test("Segments are compared byte for byte, also where rules are compared with each other")
    func comparesBytes() throws {
        let composed = try #require(PathPattern("/caf%C3%A9"))
        let decomposed = try #require(PathPattern("/cafe%CC%81"))
        #expect(composed != decomposed)
        #expect(!composed.covers(decomposed))
        #expect(PathRuleTree([PathRule(pattern: composed)]).covering(PathRule(pattern: decomposed)) == nil)
        #expect(PathRuleTree([PathRule(pattern: composed)]).covering(PathRule(pattern: composed)) == 0)
    }

    /// privacypass-issuer 16.
    @Test("A rule for GET opens HEAD as well, and no other method (privacypass-issuer 16)")
    func opensHead() throws {
        let pattern = try #require(PathPattern("/get"))
        let get = PathRule(pattern: pattern, methods: ["GET"])
        #expect(get.matches(method: "HEAD", segments: ["get"]))
        #expect(!get.matches(method: "POST", segments: ["get"]))
        #expect(!get.matches(method: "head", segments: ["get"]))
        #expect(!PathRule(pattern: pattern, methods: ["POST"]).matches(method: "HEAD", segments: ["get"]))
        #expect(!PathRule(pattern: pattern, methods: ["HEAD"]).matches(method: "GET", segments: ["get"]))
        #expect(get.covers(PathRule(pattern: pattern, methods: ["HEAD"])))
        #expect(!PathRule(pattern: pattern, methods: ["HEAD"]).covers(get))
    }
}
