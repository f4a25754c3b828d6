import Testing
import TollgateCrypto
import TollgateEncoding
import TollgateTesting

@testable import Tollgate

@Suite("A key set keeps its usable keys and skips the rest with a reason")
struct KeySetTests {
    private func key(_ forge: TokenForge, _ changes: (String, String?)...) -> String {
        var members = [
            ("kty", "\"RSA\""), ("kid", "\"key-1\""), ("n", "\"\(Base64URL.encode(forge.keyPair.modulus))\""),
            ("e", "\"AQAB\""),
        ]
        for (name, value) in changes {
            members.removeAll { $0.0 == name }
            if let value { members.append((name, value)) }
        }
        return "{" + members.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
    }

    private func set(_ keys: String...) throws -> KeySet {
        try KeySet(json: Array("{\"keys\":[\(keys.joined(separator: ","))]}".utf8))
    }

    @Test("use, key_ops and alg may be absent, or say that the key verifies RS256 signatures")
    func acceptsUsableKeys() throws {
        let forge = try Forge.shared.get()
        for changes in [
            [], [("use", "\"sig\"")], [("alg", "\"RS256\"")], [("key_ops", "[\"verify\",\"sign\"]")],
            [("kid", nil)], [("x5c", "[]")],
        ] as [[(String, String?)]] {
            var members = key(forge)
            for change in changes { members = key(forge, change) }
            #expect(try set(members).entries.count == 1)
        }
    }

    @Test("Sets of several URLs are merged, and contradictions between them leave no key rather than a wrong one")
    func mergesSets() throws {
        let first = try set(key(try Forge.shared.get()))
        let second = try set(key(try Forge.other.get()))
        let other = try set(key(try Forge.other.get(), ("kid", "\"good\"")))
        #expect(try KeySet(merging: [first, other]).entries.map(\.keyID) == ["key-1", "good"])
        let contradicted = KeySetError.noUsableKey(skipped: [SkippedKey(keyID: "key-1", reason: .duplicateKeyID)])
        #expect(throws: contradicted) { try KeySet(merging: [first, second]) }
        let ambiguous = try set(
            key(try Forge.shared.get()), key(try Forge.other.get()), key(try Forge.other.get(), ("kid", "\"good\"")))
        #expect(try KeySet(merging: [ambiguous, first]).entries.map(\.keyID) == ["good"])
    }

    @Test(
        "A document that is no key set, or has no usable key, is refused whole",
        arguments: [
            ("", KeySetError.malformed), ("{}", .malformed), ("[]", .malformed), ("{\"keys\":{}}", .malformed),
            ("{\"keys\":[1]}", .noUsableKey(skipped: [SkippedKey(keyID: nil, reason: .notAnObject)])),
            ("{\"keys\":[1,]}", .malformed), ("{\"keys\":[]}", .noUsableKey(skipped: [])), ("<html>", .malformed),
            ("{\"keys\":[{\"kty\":\"EC\"}]}", .noUsableKey(skipped: [SkippedKey(keyID: nil, reason: .otherKeyType)])),
            ("{\"keys\":[],\"keys\":[]}", .malformed),
            ("{\"keys\":[{\"kty\":\"RSA\",\"kty\":\"RSA\"}]}", .malformed),
        ])
    func refusesOtherDocuments(text: String, expected: KeySetError) {
        #expect(throws: expected) { try KeySet(json: Array(text.utf8)) }
    }

    @Test(
        "A member of keys that is no object is skipped with a reason, and the keys around it are used (T12)",
        arguments: ["1", "\"key-1\"", "null", "true", "-1.5e3", "[]", "[{\"kty\":\"RSA\"}]", "\"\""])
    func skipsWhatIsNoObject(member: String) throws {
        let good = key(try Forge.shared.get())
        let other = key(try Forge.other.get(), ("kid", "\"key-2\""))
        for keys in [[member, good, other], [good, member, other], [good, other, member]] {
            let set = try KeySet(json: Array("{\"keys\":[\(keys.joined(separator: ","))]}".utf8))
            #expect(set.entries.map(\.keyID) == ["key-1", "key-2"])
            #expect(set.skipped == [SkippedKey(keyID: nil, reason: .notAnObject)])
        }
    }

    @Test("Of a key with a member of a wrong type only that key is lost, and none for a member that nobody needs (T12)")
    func skipsOnlyTheKey() throws {
        let good = key(try Forge.other.get(), ("kid", "\"good\""))
        for name in ["kty", "kid", "use", "alg", "key_ops", "n", "e"] {
            for json in ["null", "1", "{}", "[1]", "true"] {
                let set = try set(key(try Forge.shared.get(), (name, json)), good)
                #expect(set.entries.map(\.keyID) == ["good"], "\(name): \(json)")
                #expect(set.skipped.map(\.reason) == [.malformed], "\(name): \(json)")
            }
        }
        for name in ["x5c", "x5t", "x5t#S256", "x5u", "iat", "exp", "nbf", "revoked", "ext"] {
            for json in ["null", "1", "\"\"", "{}", "[1,null,[]]", "false"] {
                let set = try set(key(try Forge.shared.get(), (name, json)), good)
                #expect(set.entries.map(\.keyID) == ["key-1", "good"], "\(name): \(json)")
                #expect(set.skipped == [], "\(name): \(json)")
            }
        }
    }

    @Test("A set without a usable key is described with the first four of its keys, and their identifiers made visible")
    func describesUnusableSets() {
        let keys = (1...5).map { SkippedKey(keyID: $0 == 1 ? "a\u{1B}[2J" : "k\($0)", reason: .modulusSize) }
        #expect(
            KeySetError.noUsableKey(skipped: keys).description.hasSuffix(
                "; skipped: `a\\u{1B}[2J` (modulus_size), `k2` (modulus_size), `k3` (modulus_size), "
                    + "`k4` (modulus_size) and 1 more"))
        #expect(KeySetError.noUsableKey(skipped: []).description.hasSuffix(": it is empty"))
    }

    @Test("A hundred keys are read and a hundred and one refused")
    func boundsTheNumberOfKeys() throws {
        let others = Array(repeating: "{\"kty\":\"EC\"}", count: 99)
        let good = key(try Forge.shared.get())
        let hundred = "{\"keys\":[\((others + [good]).joined(separator: ","))]}"
        #expect(try KeySet(json: Array(hundred.utf8)).entries.count == 1)
        let more = "{\"keys\":[\((others + others + [good]).joined(separator: ","))]}"
        #expect(throws: KeySetError.tooManyKeys) { try KeySet(json: Array(more.utf8)) }
    }
}
