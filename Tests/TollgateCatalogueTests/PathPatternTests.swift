import Testing
import TollgateCatalogue

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
            "", "get", "//", "/a//b", "/a*", "/*/b", "/{}", "/{a", "/a}b", "/a%2fb", "/a?b", "/../a", "/./a", "/a b",
            "/é",
        ])
    func refuses(pattern: String) {
        #expect(PathPattern(pattern) == nil)
    }
}
