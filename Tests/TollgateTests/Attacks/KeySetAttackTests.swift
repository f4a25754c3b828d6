import Testing
import Tollgate
import TollgateCrypto
import TollgateEncoding
import TollgateTesting

@Suite("Attacks with published keys")
struct KeySetAttackTests {
    /// A key's members, changed, and why the key is then skipped; `nil` where it stays usable.
    struct Row: CustomTestStringConvertible, Sendable {
        let members: [(name: String, json: String?)]
        let reason: SkippedKey.Reason?
        var testDescription: String {
            let text = members.map { "\($0.name): \($0.json?.prefix(40) ?? "absent")" }.joined(separator: ", ")
            return "\(text) → \(reason?.rawValue ?? "usable")"
        }

        init(_ name: String, _ json: String?, _ reason: SkippedKey.Reason?) {
            members = [(name, json)]
            self.reason = reason
        }

        init(_ members: [(name: String, json: String?)], _ reason: SkippedKey.Reason?) {
            self.members = members
            self.reason = reason
        }
    }

    /// Puts the changed key beside a good one, and checks that a token which its owner signed is accepted or not.
    private func check(_ row: Row, _ forge: TokenForge) throws {
        let good = try Forge.other.get()
        let test = try TestGate.unlimited(forge: forge, hasKeys: false)
        let keys = [forge.webKey(row.members), good.webKey]
        try test.install(keys: keys)
        let set = try #require(test.gate.keys.statuses(at: test.clock.instant)[0].keySet)
        #expect(set.skipped.map(\.reason) == (row.reason.map { [$0] } ?? []))
        #expect(set.entries.count == (row.reason == nil ? 2 : 1))
        let token = forge.token(payload: TokenClaims().json)
        if row.reason != nil {
            _ = try test.decide(token)
            try test.install(keys: keys)
        }
        try test.expect(token, row.reason == nil ? nil : .keyUnknown)
        try test.expect(good.token(payload: TokenClaims().json), nil)
    }

    private static func modulus(bits: Int, even: Bool = false) -> String {
        var bytes = [UInt8](repeating: 0xFF, count: (bits + 7) / 8)
        if bits % 8 != 0 { bytes[0] = 0xFF >> UInt8(8 - bits % 8) }
        if even { bytes[bytes.count - 1] = 0xFE }
        return "\"\(Base64URL.encode(bytes))\""
    }

    @Test(
        "Row 25: a key that is too short, too long or unsound is dropped for its own reason, and the good one beside it stays",
        arguments: [
            Row("n", modulus(bits: 512), .modulusSize), Row("n", modulus(bits: 1_024), .modulusSize),
            Row("n", modulus(bits: 2_040), .modulusSize), Row("n", modulus(bits: 2_047), .modulusSize),
            Row("n", modulus(bits: 4_097), .modulusSize), Row("n", modulus(bits: 8_192), .modulusSize),
            Row("n", modulus(bits: 16_384), .modulusSize), Row("n", "\"\"", .malformed),
            Row("n", "\"AA\"", .modulusSize),
            Row("n", "\"AQ\"", .modulusSize), Row("n", modulus(bits: 2_048, even: true), .unsound),
            Row("n", modulus(bits: 4_096, even: true), .unsound), Row("n", nil, .malformed),
            Row("n", "null", .malformed),
            Row("n", "65537", .malformed), Row("n", "\"AQAB==\"", .malformed), Row("n", "\"AQA+\"", .malformed),
            Row("n", "\"AQAB\\n\"", .malformed), Row("n", "[\"AQAB\"]", .malformed), Row("e", "\"AQ\"", .exponent),
            Row("e", "\"Aw\"", .exponent), Row("e", "\"EQ\"", .exponent), Row("e", "\"AA\"", .exponent),
            Row("e", "\"\"", .malformed), Row("e", "\"AP__\"", .exponent), Row("e", "\"AQAA\"", .exponent),
            Row("e", "\"AgAAAAE\"", .exponent), Row("e", "\"AQAAAAAB\"", .exponent), Row("e", nil, .malformed),
            Row("e", "65537", .malformed), Row("e", "\"AQAB=\"", .malformed), Row("e", "null", .malformed),
            Row("e", "\"AQAB\"", nil), Row("e", "\"AAEAAQ\"", nil),
        ])
    func dropsUnsoundKeys(row: Row) throws {
        try check(row, try Forge.shared.get())
    }

    @Test("Row 25: keys of 2 048 to 4 096 bits are kept, and their signatures are as long as they are")
    func keepsKeysOfEverySize() throws {
        let forge = try Forge.shared.get()
        for bits in [2_048, 2_049, 3_072, 4_095, 4_096] {
            let key = forge.webKey([("kid", "\"large\""), ("n", Self.modulus(bits: bits))])
            let set = try KeySet(json: Array("{\"keys\":[\(key)]}".utf8))
            #expect(set.entries.map(\.key.modulusBits) == [bits])
        }
        let pair = try RSAKeyPair.generate(bits: 3_072)
        let test = try TestGate.unlimited(hasKeys: false)
        let large = forge.webKey([
            ("kid", "\"large\""), ("n", "\"\(Base64URL.encode(pair.modulus))\""),
        ])
        try test.install(keys: [large, forge.webKey])
        let header = "{\"alg\":\"RS256\",\"kid\":\"large\"}"
        try test.expect(try forge.token(header: header) { try pair.signature(over: $0) }, nil)
        try test.expect(forge.token(payload: TokenClaims().json, header: header), .signatureInvalid)
        try test.expect(try forge.token { try pair.signature(over: $0) }, .signatureInvalid)
    }

    @Test("Row 25: a true signature by a key of 1 024 bits is key_unknown")
    func refusesTokensOfShortKeys() throws {
        let pair = try RSAKeyPair.generate(bits: 1_024)
        let test = try TestGate.unlimited(hasKeys: false)
        let short = test.forge.webKey([
            ("kid", "\"short\""), ("n", "\"\(Base64URL.encode(pair.modulus))\""),
        ])
        try test.install(keys: [short, test.forge.webKey])
        let token = try test.forge.token(header: "{\"alg\":\"RS256\",\"kid\":\"short\"}") {
            try pair.signature(over: $0)
        }
        _ = try test.decide(token)
        try test.install(keys: [short, test.forge.webKey])
        try test.expect(token, .keyUnknown)
    }

    @Test("Row 25: with e = 1 the block is its own signature, and it is key_unknown")
    func refusesTheExponentOne() throws {
        let test = try TestGate.unlimited(hasKeys: false)
        let weak = test.forge.webKey([("kid", "\"weak\""), ("e", "\"AQ\"")])
        try test.install(keys: [weak, test.forge.webKey])
        let token = test.forge.token(header: "{\"alg\":\"RS256\",\"kid\":\"weak\"}") {
            EncodedMessage.rs256($0, count: 256)
        }
        _ = try test.decide(token)
        try test.install(keys: [weak, test.forge.webKey])
        try test.expect(token, .keyUnknown)
    }

    @Test("Row 31: two different keys under one kid are both unusable, in every order, and the other keys stay")
    func dropsAmbiguousKeys() throws {
        let first = try Forge.shared.get()
        let second = try Forge.other.get()
        let third = try TokenForge(keyID: "key-3")
        let a = first.webKey([("kid", "\"same\"")])
        let b = second.webKey([("kid", "\"same\"")])
        let escaped = second.webKey([("kid", "\"s\\u0061me\"")])
        for keys in [[a, b], [b, a], [a, a, b], [a, b, a], [a, b, b], [b, a, a, b], [a, escaped], [escaped, a]] {
            let test = try TestGate.unlimited(hasKeys: false)
            try test.install(keys: keys + [third.webKey])
            let set = try #require(test.gate.keys.statuses(at: test.clock.instant)[0].keySet)
            #expect(set.entries.map(\.keyID) == ["key-3"])
            #expect(set.skipped.map(\.keyID) == ["same"])
            #expect(set.skipped.map(\.reason) == [.duplicateKeyID])
            let tokens = [first, second].map {
                $0.token(payload: TokenClaims().json, header: "{\"alg\":\"RS256\",\"kid\":\"same\"}")
            }
            _ = try test.decide(tokens[0])
            try test.install(keys: keys + [third.webKey])
            for token in tokens { try test.expect(token, .keyUnknown) }
            try test.expect(third.token(payload: TokenClaims().json), nil)
        }
    }

    @Test("Row 31: the same key twice is one key, and an unusable key under the same kid spoils nothing")
    func keepsEqualKeys() throws {
        let forge = try Forge.shared.get()
        let key = forge.webKey([])
        let padded = forge.webKey([("n", "\"\(Base64URL.encode([0] + forge.keyPair.modulus))\""), ("e", "\"AAEAAQ\"")])
        let other = try Forge.other.get()
        let unusable = [("use", "\"enc\""), ("alg", "\"PS256\""), ("kty", "\"EC\""), ("e", "\"Aw\""), ("d", "\"AQ\"")]
            .map { other.webKey([("kid", "\"key-1\""), $0]) }
        for keys in [[key, key], [key, padded], [padded, key, key]] + unusable.flatMap({ [[key, $0], [$0, key]] }) {
            let test = try TestGate.unlimited(hasKeys: false)
            try test.install(keys: keys)
            let set = try #require(test.gate.keys.statuses(at: test.clock.instant)[0].keySet)
            #expect(set.entries.map(\.keyID) == ["key-1"])
            try test.expect(payload: TokenClaims().json, nil)
            try test.expect(
                other.token(payload: TokenClaims().json, header: forge.header), .signatureInvalid)
        }
    }

    @Test("Row 31: kids that differ in case or in their bytes are two kids")
    func tellsKidsApart() throws {
        let first = try Forge.shared.get()
        let second = try Forge.other.get()
        for (one, two) in [("key", "KEY"), ("caf\u{E9}", "cafe\u{301}"), ("key", "key ")] {
            let test = try TestGate.unlimited(hasKeys: false)
            try test.install(keys: [first.webKey([("kid", "\"\(one)\"")]), second.webKey([("kid", "\"\(two)\"")])])
            let payload = TokenClaims().json
            try test.expect(first.token(payload: payload, header: "{\"alg\":\"RS256\",\"kid\":\"\(one)\"}"), nil)
            try test.expect(second.token(payload: payload, header: "{\"alg\":\"RS256\",\"kid\":\"\(two)\"}"), nil)
            try test.expect(
                first.token(payload: payload, header: "{\"alg\":\"RS256\",\"kid\":\"\(two)\"}"), .signatureInvalid)
        }
    }

    @Test(
        "Row 32: a key whose kty, use, key_ops or alg is not that of an RS256 verifier is dropped, and its tokens refused",
        arguments: [
            Row("kty", "\"EC\"", .otherKeyType), Row("kty", "\"OKP\"", .otherKeyType),
            Row("kty", "\"AKP\"", .otherKeyType),
            Row("kty", "\"rsa\"", .otherKeyType), Row("kty", "\"RSA \"", .otherKeyType),
            Row("kty", "\"\"", .otherKeyType),
            Row("kty", nil, .otherKeyType), Row("kty", "1", .malformed), Row("kty", "null", .malformed),
            Row("kty", "[\"RSA\"]", .malformed), Row("use", "\"enc\"", .otherUse), Row("use", "\"SIG\"", .otherUse),
            Row("use", "\"\"", .otherUse), Row("use", "\"tls\"", .otherUse), Row("use", "null", .malformed),
            Row("use", "[\"sig\"]", .malformed), Row("key_ops", "[\"encrypt\"]", .otherUse),
            Row("key_ops", "[\"sign\"]", .otherUse), Row("key_ops", "[]", .otherUse),
            Row("key_ops", "[\"Verify\"]", .otherUse), Row("key_ops", "\"verify\"", .malformed),
            Row("key_ops", "null", .malformed), Row("key_ops", "[\"verify\",1]", .malformed),
            Row("key_ops", "{\"verify\":true}", .malformed), Row("alg", "\"RS384\"", .otherAlgorithm),
            Row("alg", "\"RS512\"", .otherAlgorithm), Row("alg", "\"PS256\"", .otherAlgorithm),
            Row("alg", "\"RSA-OAEP\"", .otherAlgorithm), Row("alg", "\"RSA1_5\"", .otherAlgorithm),
            Row("alg", "\"HS256\"", .otherAlgorithm), Row("alg", "\"none\"", .otherAlgorithm),
            Row("alg", "\"rs256\"", .otherAlgorithm), Row("alg", "\"\"", .otherAlgorithm),
            Row("alg", "null", .malformed),
            Row("alg", "[\"RS256\"]", .malformed), Row("kid", "1", .malformed), Row("kid", "null", .malformed),
            Row([("use", "\"sig\""), ("key_ops", "[\"encrypt\"]")], .otherUse),
            Row([("use", "\"enc\""), ("key_ops", "[\"verify\"]")], .otherUse),
            Row([("use", "\"sig\""), ("alg", "\"PS256\"")], .otherAlgorithm),
            Row("use", "\"sig\"", nil), Row("alg", "\"RS256\"", nil), Row("key_ops", "[\"verify\"]", nil),
            Row("key_ops", "[\"sign\",\"verify\"]", nil), Row("key_ops", "[\"\\u0076erify\"]", nil),
            Row("x5c", "[\"MIIB\"]", nil), Row("x5t", "\"AA\"", nil), Row("Use", "\"enc\"", nil),
            Row([("use", "\"sig\""), ("alg", "\"RS256\""), ("key_ops", "[\"verify\"]")], nil),
        ])
    func dropsKeysForOtherUses(row: Row) throws {
        try check(row, try Forge.shared.get())
    }

    @Test(
        "Row 33: a published key with private or symmetric parts is dropped as private_key, and its tokens refused",
        arguments: [
            Row("d", "\"AQ\"", .privateKey), Row("p", "\"AQ\"", .privateKey), Row("q", "\"AQ\"", .privateKey),
            Row("dp", "\"AQ\"", .privateKey), Row("dq", "\"AQ\"", .privateKey), Row("qi", "\"AQ\"", .privateKey),
            Row("oth", "[]", .privateKey), Row("k", "\"AQ\"", .privateKey), Row("d", "null", .privateKey),
            Row("d", "\"\"", .privateKey), Row("\\u0064", "\"AQ\"", .privateKey), Row("\\u006b", "1", .privateKey),
            Row([("kty", "\"oct\""), ("k", "\"AQ\"")], .privateKey),
            Row([("kty", "\"EC\""), ("d", "\"AQ\"")], .privateKey),
            Row([("use", "\"enc\""), ("d", "\"AQ\"")], .privateKey), Row([("kty", nil), ("d", "\"AQ\"")], .privateKey),
            Row("D", "\"AQ\"", nil), Row("x", "{\"d\":\"AQ\",\"k\":\"AQ\"}", nil),
        ])
    func dropsPrivateKeys(row: Row) throws {
        try check(row, try Forge.shared.get())
    }

    @Test("Row 33: a set of nothing but private and symmetric keys is no usable key set")
    func refusesSetsOfPrivateKeys() throws {
        let forge = try Forge.shared.get()
        let keys = [forge.webKey([("d", "\"AQ\"")]), "{\"kty\":\"oct\",\"kid\":\"key-1\",\"k\":\"AQ\"}"]
        let skipped = ["key-1", "key-1"].map { SkippedKey(keyID: $0, reason: .privateKey) }
        let error = KeySetError.noUsableKey(skipped: skipped)
        #expect(throws: error) { try KeySet(json: Array("{\"keys\":[\(keys.joined(separator: ","))]}".utf8)) }
        #expect(error.description.hasSuffix("skipped: `key-1` (private_key), `key-1` (private_key)"))
    }
}
