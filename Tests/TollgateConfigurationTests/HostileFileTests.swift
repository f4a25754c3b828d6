import Testing
import Tollgate
import TollgateCatalogue
import TollgateConfiguration

@Suite("A file that is made to be hard to read is answered as soon as any other")
struct HostileFileTests {
    /// The smallest usable file, and more after it.
    private func yaml(_ addition: String) -> String {
        """
        issuers: { p: { issuer: https://i.example, audiences: [a] } }
        apis: { a: { listen_path: /, upstream: http://h/, issuers: [p] } }

        """ + addition
    }

    private func problems(_ yaml: String) -> [ConfigurationProblem] {
        do {
            return try Configuration(yaml: yaml, file: "t.yaml").warnings
        } catch {
            return error.problems
        }
    }

    /// Forty anchors, each of a list that has the one before twice.
    private static let chain =
        "a: &a0 [x, x]\n" + (1..<40).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]\n" }.joined()

    @Test(
        "Aliases of aliases are refused where they have come to stand for too much",
        arguments: ["issuers: *a39\n", "? *a39\n: 1\n", "{ *a39 : 1 }: 2\n", "[\"\", *a39]: 2\n"])
    func refusesAliasesOfAliases(end: String) {
        let message = "t.yaml:15:6: error: the aliases up to here stand for too much; write less with them"
        #expect(problems(Self.chain + end).map(\.description) == [message])
    }

    @Test("One long text cannot be made a thousand long texts")
    func refusesRepeatedText() {
        let text = String(repeating: "x", count: 10_000)
        let found = problems("a: &a \(text)\nb: [\(repeatElement("*a", count: 1_000).joined(separator: ", "))]\n")
        #expect(found.count == 1)
        #expect(found.first?.message.hasPrefix("the aliases up to here") == true)
    }

    @Test("Thousands of aliases for a few values are read")
    func readsAliases() throws {
        let policies = (1...2_000).map { "  p\($0): *limits\n" }.joined()
        let configuration = try Configuration(
            yaml: yaml("policies:\n  p0: &limits { rate: 5/1s, tags: [a] }\n" + policies), file: "t.yaml")
        let read = configuration.catalogue.source.policies
        #expect(read.count == 2_001)
        #expect(read.allSatisfy { $0.limits.rate == .limited(requests: 5, seconds: 1) && $0.tags == ["a"] })
    }

    @Test("A star that begins no alias stays what it is")
    func leavesOtherStars() throws {
        let text = yaml(
            """
            policies:
              p: { rate: &rate 5/1s, allow: [{ api: a, paths: [{ path: /files/* }] }], metadata: { x: "*a", y: a *b } }
              q: { rate: *rate }
            """)
        let policies = try Configuration(yaml: text, file: "t.yaml").catalogue.source.policies
        #expect(policies[0].access[0].paths?.map(\.pattern.text) == ["/files/*"])
        #expect(policies[0].metadata == ["x": "*a", "y": "a *b"])
        #expect(policies[1].limits.rate == policies[0].limits.rate)
    }

    @Test(
        "What is wrong about an alias is told in the file's own words",
        arguments: [
            ("a: *b\n", "t.yaml:1:4: error: not YAML: found undefined alias"),
            ("a: &x [*x]\n", "t.yaml:1:8: error: not YAML: found undefined alias"),
            ("a: &x y\nb: { *x : 1, *x : 2 }\n", "t.yaml:2:6: error: the key `*x` is there twice in one mapping"),
        ])
    func namesAliases(text: String, message: String) {
        #expect(problems(text).map(\.description) == [message])
    }

    @Test("Thousands of mistakes are all told, each at its place, with as many right names as one can read")
    func tellsThousandsOfMistakes() {
        let policies = (1000..<3000).map { "  p\($0): {}\n" }.joined()
        let names = repeatElement("q", count: 3_000).joined(separator: ", ")
        let found = problems(
            yaml("policies:\n\(policies)products: { x: { scopes: [s], policies: [\(names)] } }\n")
        ).filter { $0.severity == .error }
        #expect(found.count == 3_000)
        #expect(found.allSatisfy { $0.line == 2_004 && $0.path.hasPrefix("products.x.policies.") })
        let shown = ["no-op"] + (1000..<1019).map { "p\($0)" }
        #expect(
            found.first?.message
                == "there is no policy `q` (known: \(shown.joined(separator: ", ")) and 1981 more)")
    }
}
