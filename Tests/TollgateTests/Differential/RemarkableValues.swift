/// Members, numbers and strings that readers of tokens are known to treat differently.
enum RemarkableValues {
    static let gentleHeader: [(String, [String])] = [
        ("typ", ["\"JWT\"", "\"jwt\"", "\"at+jwt\"", "\"AT+JWT\"", "\"application/at+jwt\"", "\"application/JWT\""]),
        ("kid", ["\"key-1\"", "\"\\u006bey\\u002D1\""]),
        ("jku", ["\"https://evil.example/jwks\"", "{}"]), ("x5u", ["\"https://evil.example/x\"", "1"]),
        ("x5t", ["\"AAAA\""]), ("x5t#S256", ["\"AAAA\"", "null"]), ("Crit", ["[]"]), ("ALG", ["\"none\""]),
    ]

    /// Header members that libjwt 1.10 or jansson cannot take.
    static let newerHeader: [(String, [String])] = [
        ("typ", ["\"at+jwt\"", "\"At+Jwt\"", "\"application/at+jwt\"", "\"application/jwt\""])
    ]

    /// Members that jansson cannot take.
    static let newer: [(String, [String])] = [
        (
            "x",
            [
                "9223372036854775808", "-9223372036854775809", "[18446744073709551615]",
                "{\"x\":\(String(repeating: "9", count: 40))}",
            ]
        ),
        ("y", ["1e400", "-1E+309", "[[1.8e308]]", "{\"x\":1e99999999999999999999}"]),
        ("z", ["\"\\u0000\"", "[\"a\\u0000b\"]", "{\"z\":\"\\u0000\"}"]),
        ("\\u0000", ["1"]), ("inside", ["{\"a\\u0000\":1}"]),
    ]

    static let header: [(String, [String])] =
        gentleHeader + [
            (
                "alg",
                [
                    "\"RS\\u003256\"", "\"RS384\"", "\"RS512\"", "\"PS256\"", "\"HS256\"",
                    "\"ES256\"", "\"none\"", "\"nOnE\"", "\"\"", "\"RS256 \"", "\"RS256\\u0000\"", "null", "256",
                    "[\"RS256\"]", "{\"alg\":\"RS256\"}",
                ]
            ),
            ("alg", ["\"rs256\"", "\"Rs256\"", "\"rS\\u003256\""]),
            (
                "typ",
                [
                    "\"dpop+jwt\"", "\"logout+jwt\"", "\"application/x/jwt\"", "\"\"", "\"JWT \"", "null", "1",
                    "[\"JWT\"]", "{}", "true", "\"JW\u{3C4}\"", "\"application/\"",
                ]
            ),
            (
                "kid",
                [
                    "\"key-2\"", "\"KEY-1\"", "\"\"", "1", "null", "[\"key-1\"]", "\"../../etc/passwd\"",
                    "\"key-1\\u0000\"", "\"\(String(repeating: "k", count: 256))\"",
                    "\"\(String(repeating: "k", count: 257))\"",
                ]
            ),
            ("crit", ["[\"exp\"]", "[]", "null", "\"exp\"", "[\"b64\"]"]), ("b64", ["false", "true", "null"]),
            ("zip", ["\"DEF\"", "null"]), ("enc", ["\"A128GCM\""]), ("cty", ["\"JWT\"", "\"\"", "null"]),
            ("jwk", ["{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}", "{}"]), ("x5c", ["[]", "[\"AAAA\"]"]),
        ]

    static let gentlePayload: [(String, [String])] = [
        ("sub", ["\"\"", "\"é\"", "\"e\\u0301\"", "\"a b\""]),
        ("aud", ["\"payments\"", "[\"payments\"]", "[\"x\", \"orders\"]", "[\"orders\",\"\"]"]),
        ("nbf", ["0", "1700000060", "1700000060.0", "17e8"]), ("iat", ["1700000000.5", "1.7E9"]),
        ("jti", ["1", "null", "[]"]), ("token_use", ["\"access\""]), ("nonce", ["\"n\""]),
        ("client_id", ["\"client-1\"", "\"clien\\u0074-1\""]), ("cid", ["\"client-1\""]),
        (
            "scope",
            ["\"\"", "\" free_plan  product_payments \"", "[\"a\",\"b c\"]", "[]", "\"a\\tb\"", "\"\\u0061 é\""]
        ),
        ("scp", ["[\"a\"]", "\"a b\""]), ("access", ["{\"scopes\":\"a b\"}", "{\"scopes\":[\"a\"],\"x\":1}", "1"]),
        ("access.scopes", ["\"a\"", "[\"b\"]"]), ("pad", ["\"???>>>~~~\"", "\"~~~~\\u003e\""]),
    ]

    static let payload: [(String, [String])] =
        gentlePayload + [
            (
                "iss",
                [
                    "\"https://idp.example/realms/DCR/\"", "\"https://idp.example/realms/dcr\"",
                    "\"https://strict.example\"",
                    "\"https:\\/\\/idp.example\\/realms\\/DCR\"", "[\"https://idp.example/realms/DCR\"]", "null",
                    "\"\"",
                ]
            ),
            ("sub", ["1", "null", "[\"x\"]"]),
            (
                "aud",
                ["[]", "[1]", "[\"payments\",1]", "null", "{}", "\"Payments\"", "[\"payments2\"]", "[[\"payments\"]]"]
            ),
            (
                "exp",
                [
                    "1699999939", "1699999940", "1699999940.9", "1699999941", "1700000000", "1700000301", "0", "-1",
                    "-0.0", "\"1700000300\"", "null", "true", "[1700000300]", "253402300799", "253402300799.9",
                    "253402300800", "1e15", "1e16", "9223372036854775807", "1699999940.99999999999999999",
                ]
            ),
            ("nbf", ["1700000061", "1700000060.1", "1700000060.00000000001", "null", "\"0\"", "-1", "253402300799.5"]),
            ("iat", ["1700000061", "1699999999", "1700000060.5", "{}", "null", "-1e-9"]),
            ("azp", ["\"\"", "\"client-2\"", "null", "1", "{}", "\"Client-1\""]),
            ("client_id", ["\"client-2\"", "\"\"", "[]"]), ("appid", ["\"client-1 \"", "null"]),
            ("scope", ["1", "null", "[1]", "[\"a\",null]", "{}"]), ("scp", ["1", "[[]]"]),
            ("access", ["{\"scopes\":1}", "{\"scopes\":null}"]), ("access.scopes", ["{}", "null"]),
            ("typ", ["\"ID\"", "\"Refresh\"", "\"Offline\"", "\"Logout\"", "\"bearer\"", "1", "null"]),
            ("nonce", ["null", "1"]), ("at_hash", ["\"h\""]), ("c_hash", ["null"]), ("events", ["{}"]),
            ("token_use", ["\"id\"", "\"Access\"", "1", "null"]), ("cnf", ["{\"jkt\":\"x\"}", "null", "{}"]),
        ]

    static let numbers = [
        "9223372036854775808", "-9223372036854775809", "18446744073709551616", "123456789012345678901234567890",
        "1e400", "-1e400", "1E+309", "1.8e308", "1e99999999999999999999", "0e99999999999999999999", "1e-99999", "-0",
        "01", "-01", "1.", ".5", "+1", "1e", "1e+", "-", "--1", "NaN", "Infinity", "-Infinity", "0x10", "1_000",
        "1e5.5",
        "00", "1,5", "²", "9007199254740993", "1700000299.9999999999999999", "170000029900000000000e-11",
    ]

    static let strings: [[UInt8]] =
        [
            "\"\\u0000\"", "\"a\\u0000b\"", "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800x\"", "\"\\ud83d\\u0041\"",
            "\"\\ude00\\ud83d\"", "\"\\uD83D\\uDE00\"", "\"\\u12\"", "\"\\x41\"", "\"\\'\"", "\"\\U0041\"", "\"\t\"",
            "\"\n\"", "\"\u{1F}\"", "\"\u{7F}\"", "\"\u{80}\"", "\"\u{2028}\"", "\"\u{FFFE}\"", "\"\"",
            "\"a", "a\"", "'a'", "\"\\\"", "\"\\", "\"\\u00e9\"", "\"e\u{301}\"", "\"\\uFEFF\"",
        ].map { Array($0.utf8) }
        + [
            [0xC0, 0x80], [0xC3], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF0, 0x80, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80],
            [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFF], [0x80], [0x00], [0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80],
            [0xEF, 0xB7, 0x90],
        ].map { [UInt8(ascii: "\"")] + $0 + [UInt8(ascii: "\"")] }
}
