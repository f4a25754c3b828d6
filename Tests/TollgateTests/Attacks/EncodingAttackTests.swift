import Testing
import Tollgate
import TollgateEncoding
import TollgateTesting

@Suite("Attacks with other encodings")
struct EncodingAttackTests {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// Other spellings of a part that forgiving decoders take for the same bytes.
    private static let respellings: [@Sendable (String) -> String] = [
        { $0 + "=" }, { $0 + "==" }, { $0 + "===" }, { "=" + $0 }, { $0 + "%3D" }, { $0 + "\n" }, { $0 + "\r\n" },
        { " " + $0 }, { $0 + " " }, { $0 + "\t" }, { "\n" + $0 }, { $0 + "\u{0}" }, { "\u{FEFF}" + $0 },
        { $0.prefix(4) + "\n" + $0.dropFirst(4) }, { $0.prefix(4) + " " + $0.dropFirst(4) },
        { $0.prefix(4) + "~" + $0.dropFirst(4) }, { $0.prefix(4) + "!" + $0.dropFirst(4) },
        { $0.prefix(4) + "=" + $0.dropFirst(4) }, { $0.prefix(4) + "\u{200B}" + $0.dropFirst(4) },
        { $0.prefix(4) + "\\" + $0.dropFirst(4) }, { "\u{FF45}" + $0.dropFirst() }, { $0 + "\u{E9}" },
    ]

    @Test("Row 17: padding, white space and anything else in a part is token_malformed, although it is what was signed")
    func refusesRespellings() throws {
        let test = try TestGate.unlimited()
        let header = Base64URL.encode(Array(test.forge.header.utf8))
        let payload = Base64URL.encode(Array(TokenClaims().json.utf8))
        let signature = String(test.forge.sign("\(header).\(payload)").split(separator: ".")[2])
        for respell in Self.respellings {
            try test.expect(test.forge.sign("\(respell(header)).\(payload)"), .tokenMalformed)
            try test.expect(test.forge.sign("\(header).\(respell(payload))"), .tokenMalformed)
            try test.expect("\(header).\(payload).\(respell(signature))", .tokenMalformed)
        }
        try test.expect("\(header).\(payload).\(signature)", nil)
    }

    @Test("Row 17: the standard alphabet's + and / are token_malformed where - and _ are accepted")
    func refusesTheOtherAlphabet() throws {
        let test = try TestGate.unlimited()
        // Each ~~~ and ??? gives characters beyond the digits, wherever it stands in its group of three.
        let claims = TokenClaims().with("sub", "\">>>???~~~\u{FF}\u{3FF}\"").json
        let payload = Base64URL.encode(Array(claims.utf8))
        let header = Base64URL.encode(Array("{\"alg\":\"RS256\",\"kid\":\"key-1\",\"x\":\">>>???~~~\"}".utf8))
        for (other, own) in [("+", "-"), ("/", "_")] {
            try #require(payload.contains(own) && header.contains(own))
            let wrongPayload = payload.replacing(own, with: other)
            let wrongHeader = header.replacing(own, with: other)
            try test.expect(test.forge.sign("\(header).\(wrongPayload)"), .tokenMalformed)
            try test.expect(test.forge.sign("\(wrongHeader).\(payload)"), .tokenMalformed)
        }
        let token = test.forge.sign("\(header).\(payload)")
        try test.expect(token, nil)
        let dot = try #require(token.lastIndex(of: "."))
        let signature = token[token.index(after: dot)...].replacing("-", with: "+").replacing("_", with: "/")
        try #require(signature.contains { "+/".contains($0) })
        try test.expect("\(token[...dot])\(signature)", .tokenMalformed)
    }

    @Test("Row 17: of all spellings of a part's last character only the one without spare bits is accepted")
    func refusesSpareBits() throws {
        let test = try TestGate.unlimited()
        for padding in 0..<3 {
            let space = String(repeating: " ", count: padding)
            let header = Base64URL.encode(Array((test.forge.header + space).utf8))
            let payload = Base64URL.encode(Array((TokenClaims().json + space).utf8))
            let good = test.forge.sign("\(header).\(payload)")
            try test.expect(good, nil)
            for respelled in Self.spellings(of: header) {
                try test.expect(test.forge.sign("\(respelled).\(payload)"), .tokenMalformed)
            }
            for respelled in Self.spellings(of: payload) {
                try test.expect(test.forge.sign("\(header).\(respelled)"), .tokenMalformed)
            }
            let signature = String(good.split(separator: ".")[2])
            // 256 bytes leave four spare bits.
            #expect(Self.spellings(of: signature).count == 15)
            for respelled in Self.spellings(of: signature) {
                try test.expect("\(header).\(payload).\(respelled)", .tokenMalformed)
            }
        }
    }

    /// The texts that a decoder that ignores spare bits takes for the same bytes.
    private static func spellings(of text: String) -> [String] {
        let spare = [0: 0, 2: 4, 3: 2][text.utf8.count % 4] ?? 0
        guard let last = text.utf8.last, let value = alphabet.firstIndex(of: last) else { return [] }
        return (1..<max(1, 1 << spare)).map {
            text.dropLast() + String(decoding: [alphabet[value | $0]], as: UTF8.self)
        }
    }

    @Test("Row 17: a part whose length leaves one character over is token_malformed")
    func refusesSingleCharacters() throws {
        let test = try TestGate.unlimited()
        for padding in 0..<3 {
            let space = String(repeating: " ", count: padding)
            var header = Base64URL.encode(Array((test.forge.header + space).utf8))
            var payload = Base64URL.encode(Array((TokenClaims().json + space).utf8))
            let token = test.forge.sign("\(header).\(payload)")
            while header.utf8.count % 4 != 1 { header += "A" }
            try test.expect(test.forge.sign("\(header).\(payload)"), .tokenMalformed)
            header = Base64URL.encode(Array((test.forge.header + space).utf8))
            while payload.utf8.count % 4 != 1 { payload += "A" }
            try test.expect(test.forge.sign("\(header).\(payload)"), .tokenMalformed)
            try test.expect(token + "AAA", .tokenMalformed)
            try test.expect(String(token.dropLast()), .tokenMalformed)
            try test.expect(token, nil)
        }
    }

    @Test("Row 17: no byte outside of the alphabet is accepted in any part, whichever of the 256 it is")
    func refusesEveryOtherByte() throws {
        let test = try TestGate.unlimited()
        let token = Array(test.forge.token(payload: TokenClaims().json).utf8)
        let dots = token.indices.filter { token[$0] == UInt8(ascii: ".") }
        let places = [0, dots[0] - 1, dots[0] + 1, dots[1] - 1, dots[1] + 1, token.count - 1] + Array(20..<28)
        for byte in UInt8.min...UInt8.max where !Self.alphabet.contains(byte) {
            for place in places + [(dots[0] + dots[1]) / 2, (dots[1] + token.count) / 2] {
                var changed = token
                changed[place] = byte
                #expect(test.rejection(bytes: changed) == .tokenMalformed)
            }
        }
        #expect(test.rejection(bytes: token) == nil)
    }

    /// What is not UTF-8, or not JSON in UTF-8, around or inside of an object; `%` stands for the rest of its members.
    private static let encodings: [(name: String, bytes: @Sendable ([UInt8]) -> [UInt8])] = [
        ("byte order mark", { [0xEF, 0xBB, 0xBF] + [0x7B] + $0 + [0x7D] }),
        ("UTF-16, little-endian", { ([0x7B] + $0 + [0x7D]).flatMap { [$0, 0] } }),
        ("UTF-16, big-endian", { ([0x7B] + $0 + [0x7D]).flatMap { [0, $0] } }),
        ("UTF-16 with a mark", { [0xFF, 0xFE] + ([0x7B] + $0 + [0x7D]).flatMap { [$0, 0] } }),
        ("UTF-16, big-endian, with a mark", { [0xFE, 0xFF] + ([0x7B] + $0 + [0x7D]).flatMap { [0, $0] } }),
        ("UTF-32", { ([0x7B] + $0 + [0x7D]).flatMap { [$0, 0, 0, 0] } }),
        ("UTF-7", { Array("+AHs-".utf8) + $0 + [0x7D] }),
        ("overlong brace", { [0xC1, 0xBB] + $0 + [0x7D] }),
        ("overlong quote", { [0x7B] + $0 + [0x2C, 0xC0, 0xA2] + Array("x\":1}".utf8) }),
        ("NUL before", { [0, 0x7B] + $0 + [0x7D] }), ("NUL behind", { [0x7B] + $0 + [0x7D, 0] }),
        ("byte order mark behind", { [0x7B] + $0 + [0x7D, 0xEF, 0xBB, 0xBF] }),
        ("no-break space", { [0xC2, 0xA0, 0x7B] + $0 + [0x7D] }), ("form feed", { [0x0C, 0x7B] + $0 + [0x7D] }),
        ("line separator", { [0x7B] + $0 + [0x7D, 0xE2, 0x80, 0xA8] }),
        ("JSON text sequence", { [0x1E, 0x7B] + $0 + [0x7D, 0x0A] }),
        ("two objects", { [0x7B] + $0 + [0x7D, 0x7B] + $0 + [0x7D] }),
        ("trailing comma", { [0x7B] + $0 + [0x2C, 0x7D] }), ("comment", { Array("/**/{".utf8) + $0 + [0x7D] }),
        ("single quotes", { [0x7B] + $0 + Array(",'x':1}".utf8) }),
        ("bare name", { [0x7B] + $0 + Array(",x:1}".utf8) }),
        ("array", { [0x5B, 0x7B] + $0 + [0x7D, 0x5D] }), ("CBOR", { [0xA1, 0x63] + $0 }), ("half", { [0x7B] + $0 }),
    ]

    @Test("Row 18: a header or payload in another encoding than UTF-8 is malformed, although it is what was signed")
    func refusesOtherEncodings() throws {
        let test = try TestGate.unlimited()
        let header = Array(test.forge.header.utf8)
        let payload = Array(TokenClaims().json.utf8)
        for (name, encode) in Self.encodings {
            let badHeader = test.forge.token(payload: payload, header: encode(Array(header.dropFirst().dropLast())))
            #expect(try test.rejection(badHeader) == .tokenMalformed, "\(name) in the header")
            let badPayload = test.forge.token(payload: encode(Array(payload.dropFirst().dropLast())), header: header)
            #expect(try test.rejection(badPayload) == .claimsMalformed, "\(name) in the payload")
        }
        try test.expect(test.forge.token(payload: payload, header: header), nil)
    }

    @Test(
        "Row 18: a header or payload that is JSON and no object is malformed",
        arguments: ["[]", "null", "1", "true", "\"x\"", "[{\"alg\":\"RS256\"}]", "\"{}\"", " ", "{", "{}x"])
    func refusesOtherValues(text: String) throws {
        let test = try TestGate.unlimited()
        try test.expect(header: text, .tokenMalformed)
        try test.expect(payload: text, .claimsMalformed)
    }

    @Test(
        "Row 18: bytes that are no UTF-8 and lone surrogates are malformed in every string, also in those nobody reads",
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x22], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF],
            [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xED, 0xA0, 0xBD, 0xED, 0xB4, 0x91],
            [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x94], [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFE], [0xFF], [0x00], [0x0A], [0x1F],
            Array("\\ud800".utf8), Array("\\udfff".utf8), Array("\\ud800\\ud800".utf8), Array("\\udc00\\ud800".utf8),
            Array("\\ud83dx".utf8), Array("\\ud83d\\n".utf8), Array("\\u00".utf8), Array("\\uD83D\\u".utf8),
            Array("\\x41".utf8), Array("\\0".utf8), Array("\\u{41}".utf8), Array("\\u00g0".utf8), Array("\\".utf8),
        ] as [[UInt8]])
    func refusesBrokenStrings(bytes: [UInt8]) throws {
        let test = try TestGate.unlimited()
        for member in ["\"x\":\"a%z\"", "\"x%\":1", "\"sub\":\"%\"", "\"y\":[{\"z\":\"%\"}]"] {
            func object(_ text: String) -> [UInt8] {
                Array("\(text.dropLast()),\(member)}".utf8).flatMap { $0 == UInt8(ascii: "%") ? bytes : [$0] }
            }
            let header = Array(test.forge.header.utf8)
            let claims = TokenClaims().with("sub", nil).json
            try test.expect(test.forge.token(payload: object(claims), header: header), .claimsMalformed)
            try test.expect(
                test.forge.token(payload: Array(TokenClaims().json.utf8), header: object(test.forge.header)),
                .tokenMalformed)
        }
    }

    @Test(
        "Row 18: good UTF-8 of every length, escaped pairs and white space around an object are accepted",
        arguments: [
            "\u{7F}", "\u{80}", "\u{7FF}", "\u{800}", "\u{FFFD}", "\u{FFFF}", "\u{10000}", "\u{10FFFF}", "\u{FEFF}",
            "\\ud83d\\udd11", "\\uD83D\\uDD11", "\\u0000", "\\ufffe", "\\b\\f\\n\\r\\t\\/\\\\\\\"", "\u{2028}",
        ])
    func acceptsUTF8(text: String) throws {
        let test = try TestGate.unlimited()
        try test.expect(payload: " \t\r\n\(TokenClaims().with("sub", "\"\(text)\"").with("x\(text)", "1").json)\n", nil)
        try test.expect(header: " \n{ \"alg\" : \"RS256\" , \"kid\":\"key-1\",\"x\":\"\(text)\"}\t", nil)
    }
}
