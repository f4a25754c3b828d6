import Testing
import TollgateTesting

@testable import TollgateConfiguration

@Suite("check warns where a token may have been signed with more keys than are tried")
struct KeyWarningTests {
    private static let forges = Result { try (0..<6).map { try TokenForge(keyID: "key-\($0)") } }

    private func key(_ number: Int, kid: String) throws -> String {
        try Self.forges.get()[number].webKey.replacing("\"key-\(number)\"", with: "\"\(kid)\"")
    }

    private func warnings(_ issuers: [String]) throws -> [String] {
        let lines = issuers.enumerated().map { number, keys in
            "  i\(number): { issuer: \"https://i\(number).example\", audiences: [a], keys: \(keys) }\n"
        }
        let names = issuers.indices.map { "i\($0)" }.joined(separator: ", ")
        let yaml = """
            issuers:
            \(lines.joined())apis:
              a: { listen_path: /a/, upstream: "http://127.0.0.1:9/", issuers: [\(names)] }
            """
        do {
            let warnings = try Configuration(yaml: yaml, file: "t.yaml").warnings
            return warnings.filter { $0.path.hasSuffix(".keys") || $0.path.hasSuffix(".issuers") }.map(\.description)
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test("Five keys with one kid on an API are one too many, four are not, and one key of five issuers neither (T4)")
    func warnsOfSharedKeyIDs() throws {
        func set(_ number: Int) throws -> String { "{ keys: [\(try key(number, kid: "1"))] }" }
        let found = try warnings(try (0..<5).map(set))
        #expect(found.count == 1)
        #expect(
            found.first?.hasPrefix("t.yaml:8:59: warning: apis.a.issuers: 5 different keys have the kid `1`") == true)
        #expect(found.first?.contains("those of `i0`, `i1`, `i2`, `i3`, `i4`. A token is tried with 4 of them") == true)
        #expect(try warnings(try (0..<4).map(set)) == [])
        let shared = try warnings(try (0..<5).map { _ in try set(0) })
        #expect(shared.count == 1 && shared.first?.contains("5 issuers can have more under one `kid`") == true)
    }

    @Test("Five issuers whose keys are not known yet can have one kid, and four keys are enough for four issuers")
    func warnsOfManyIssuers() throws {
        let found = try warnings(Array(repeating: "discovery", count: 5))
        #expect(found.count == 1)
        #expect(
            found.first?.hasPrefix(
                "t.yaml:8:59: warning: apis.a.issuers: a token is tried with 4 keys at most, and 5 issuers can have more"
            )
                == true)
        #expect(try warnings(Array(repeating: "discovery", count: 4)) == [])
    }

    @Test(
        "An issuer with five keys is warned about for its tokens without a kid, one with the same key twice is not (T5)"
    )
    func warnsOfManyKeys() throws {
        let five = try (0..<5).map { try key($0, kid: "k\($0)") }
        let found = try warnings(["{ keys: [\(five.joined(separator: ","))] }"])
        #expect(found.count == 1)
        #expect(
            found.first?.hasPrefix(
                "t.yaml:2:55: warning: issuers.i0.keys: it has 5 different keys, and a token without `kid` is tried")
                == true)
        let four = try five.prefix(4) + [key(0, kid: "again")]
        #expect(try warnings(["{ keys: [\(four.joined(separator: ","))] }"]) == [])
    }
}
