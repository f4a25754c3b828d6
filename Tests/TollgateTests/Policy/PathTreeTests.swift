import Testing
import TollgateCatalogue
import TollgateTesting

@testable import Tollgate

@Suite("The tree of an API's path rules opens what going through the rules one by one would open")
struct PathTreeTests {
    /// Paths below a listen path of `/`, taken apart as the gate does it.
    private func opens(_ tree: PathTree, _ access: PathAccess, _ method: String, _ path: String) -> Bool {
        access.isEverything
            || tree.rule(in: access, method: method, path.utf8Span.span, 1..<path.utf8.count) != nil
    }

    /// The plain reading: whether any rule matches.
    private func opens(_ rules: [PathRule], _ method: String, _ path: String) throws -> Bool {
        let segments = try RequestPath(target: path).segments
        return rules.contains { $0.matches(method: method, segments: segments[...]) }
    }

    private func rules(_ patterns: String...) throws -> [PathRule] {
        try patterns.map { PathRule(pattern: try #require(PathPattern($0))) }
    }

    private static let words = ["a", "b", "get", "orders", "a-rather-long-segment-of-a-path"]

    private func randomPattern(_ generator: inout SeededGenerator) -> PathPattern? {
        var text = ""
        for _ in 0..<Int.random(in: 0...4, using: &generator) {
            let word = Self.words.randomElement(using: &generator) ?? "a"
            text += "/" + (Int.random(in: 0..<3, using: &generator) == 0 ? "{x}" : word)
        }
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: text += "/"
        case 1: text += "/*"
        default: if text.isEmpty { text = "/" }
        }
        return PathPattern(text)
    }

    private func randomPath(_ generator: inout SeededGenerator) -> String {
        let words = (0..<Int.random(in: 0...5, using: &generator)).map { _ in
            (Self.words + ["A", "other"]).randomElement(using: &generator) ?? "a"
        }
        return "/" + words.joined(separator: "/") + (!words.isEmpty && Bool.random(using: &generator) ? "/" : "")
    }

    @Test("For random rules of several policies and random requests, it and the plain reading agree")
    func agreesWithThePlainReading() throws {
        var generator = SeededGenerator(seed: 45)
        let methods = ["GET", "POST", "get", "HEAD", "PURGE"]
        var open = 0
        for _ in 0..<400 {
            let policies = (0..<Int.random(in: 1...6, using: &generator)).map { _ in
                (0..<Int.random(in: 0...6, using: &generator)).compactMap { _ in
                    randomPattern(&generator).map { pattern in
                        let listed = methods.filter { _ in Bool.random(using: &generator) }
                        return PathRule(pattern: pattern, methods: Bool.random(using: &generator) ? nil : listed)
                    }
                }
            }
            var builder = PathTreeBuilder()
            let openings = policies.map { builder.open($0) }
            let tree = builder.tree()
            // Some of the policies are granted: the others' rules are in the tree and must not open anything.
            let granted = policies.indices.filter { _ in Bool.random(using: &generator) }
            var access = PathAccess()
            for place in granted.shuffled(using: &generator) { access.insert(openings[place]) }
            let plain = granted.flatMap { policies[$0] }
            for _ in 0..<40 {
                let path = randomPath(&generator)
                let method = methods.randomElement(using: &generator) ?? "GET"
                let expected = try opens(plain, method, path)
                #expect(opens(tree, access, method, path) == expected, "\(method) \(path) \(plain)")
                if expected { open += 1 }
            }
        }
        // Both answers have to occur.
        #expect((2_000...14_000).contains(open))
    }

    @Test(
        "A segment that is written out and one that is left open are both tried",
        arguments: [
            ("/a/x/1", true), ("/a/y/2", true), ("/b/y/2", true), ("/b/x/1", false), ("/a/z/3", false),
            ("/a//1", false),
        ])
    func triesBoth(path: String, isOpen: Bool) throws {
        var builder = PathTreeBuilder()
        var access = PathAccess()
        access.insert(builder.open(try rules("/a/{x}/1", "/{y}/y/2")))
        let tree = builder.tree()
        #expect(opens(tree, access, "GET", path) == isOpen)
    }

    @Test("A pattern with /* opens the path before it and everything below, and a pattern with /{id} no empty segment")
    func knowsEnds() throws {
        var builder = PathTreeBuilder()
        var access = PathAccess()
        access.insert(builder.open(try rules("/files/*", "/orders/{id}", "/list/")))
        let tree = builder.tree()
        for path in ["/files", "/files/", "/files/a", "/files/a/b/c", "/orders/7", "/list/"] {
            #expect(opens(tree, access, "GET", path), "\(path)")
        }
        for path in ["/", "/file", "/filesx", "/orders", "/orders/", "/orders/7/", "/orders/7/x", "/list", "/FILES/a"] {
            #expect(!opens(tree, access, "GET", path), "\(path)")
        }
    }

    @Test("An empty list of rules opens nothing, and an empty list of methods none of them")
    func opensNothing() throws {
        var builder = PathTreeBuilder()
        var access = PathAccess()
        access.insert(builder.open([]))
        access.insert(builder.open([PathRule(pattern: try #require(PathPattern("/a")), methods: [])]))
        let tree = builder.tree()
        #expect(!opens(tree, access, "GET", "/") && !opens(tree, access, "GET", "/a"))
        access.insert(builder.open(nil))
        #expect(opens(tree, access, "GET", "/a"))
    }

    @Test("Among 10 000 rules each path is opened by its own, and taking that rule out closes it")
    func findsOneOfMany() throws {
        let all = try (0..<10_000).flatMap { try rules($0 % 2 == 0 ? "/r\($0)/{id}/x" : "/r\($0)/*") }
        var builder = PathTreeBuilder()
        let openings = all.map { builder.open([$0]) }
        let tree = builder.tree()
        var access = PathAccess()
        for opening in openings { access.insert(opening) }
        for number in stride(from: 0, to: 10_000, by: 997) {
            let path = "/r\(number)/7/x"
            #expect(opens(tree, access, "GET", path))
            guard case .rules(let numbers) = openings[number] else { continue }
            var others = access
            others.remove(numbers)
            #expect(!opens(tree, others, "GET", path))
        }
    }

    @Test("A scope is offered exactly where one product opens the request")
    func offersTheOnlyProduct() throws {
        var source = TestCatalogue.payments()
        func product(_ name: String, _ paths: [String]?, methods: [String]? = nil) throws {
            let rules = try paths?.map { PathRule(pattern: try #require(PathPattern($0)), methods: methods) }
            source.policies.append(Policy(name: name, access: [AccessRight(api: "payments", paths: rules)]))
            source.products.append(Product(id: name, displayName: name, scopes: ["scope_\(name)"], policies: [name]))
        }
        try product("reports", ["/reports/*", "/get"], methods: ["GET"])
        try product("writing", ["/reports/*"], methods: ["PUT"])
        var catalogue = try CompiledCatalogue(source)
        func scope(_ method: String, _ path: String) throws -> String? {
            catalogue.apis[0].sufficientScope(method: method, path: try RequestPath(target: path))
        }
        #expect(try scope("GET", "/payment-api/reports/7") == "scope_reports")
        #expect(try scope("PUT", "/payment-api/reports/7") == "scope_writing")
        #expect(try scope("DELETE", "/payment-api/reports/7") == nil)
        #expect(try scope("POST", "/payment-api/orders/7") == "product_payments")
        #expect(try scope("GET", "/payment-api/get") == nil)
        #expect(try scope("GET", "/elsewhere/get") == nil)
        try product("all", nil)
        catalogue = try CompiledCatalogue(source)
        #expect(try scope("GET", "/payment-api/reports/7") == nil)
        #expect(try scope("DELETE", "/payment-api/reports/7") == "scope_all")
        try product("everything", nil)
        catalogue = try CompiledCatalogue(source)
        #expect(try scope("DELETE", "/payment-api/reports/7") == nil)
    }
}
