import Testing
import TollgateEncoding
import TollgateTesting

@testable import Tollgate

@Suite("What a payload says of its issuer before it is verified")
struct NamedIssuerTests {
    private func named(_ json: String) -> String? {
        let bytes = Array(json.utf8)
        return NamedIssuer.read(bytes.span).map { $0.string(in: bytes.span) }
    }

    @Test("It is the first iss of the object, wherever it stands and however it is escaped")
    func findsTheIssuer() {
        #expect(named(TokenClaims().json) == TestCatalogue.issuer)
        #expect(named("{\"iss\":\"a\"}") == "a")
        #expect(named("{\"i\\u0073s\":\"https:\\/\\/a\"}") == "https://a")
        #expect(named(" { \"x\" : [{\"iss\":\"b\"}] , \"iss\" : \"a\" } ") == "a")
        #expect(named("{\"iss\":\"a\",\"iss\":\"b\"}") == "a")
        #expect(named("{\"iss\":\"a\" and nothing behind it is read") == "a")
    }

    @Test("There is none where the text before it is no strict JSON, or it is no string")
    func findsNothing() {
        let deep = String(repeating: "[", count: 17) + String(repeating: "]", count: 17)
        let many = (0..<257).map { "\"m\($0)\":0," }.joined()
        for json in [
            "", "{", "{}", "[]", "\"iss\"", "null", "{\"iss\":1}", "{\"iss\":null}", "{\"iss\":[\"a\"]}",
            "{\"Iss\":\"a\"}",
            "{\"iss\":\"a", "{\"iss\"}", "{iss:\"a\"}", "{\"x\":\u{FEFF}1,\"iss\":\"a\"}", "{\"x\":01,\"iss\":\"a\"}",
            "{\"x\":1,\"x\":2,\"iss\":\"a\"}", "{\"x\":\(deep),\"iss\":\"a\"}", "{\(many)\"iss\":\"a\"}",
            "{\"iss\":\"\\ud800\"}", "{\"iss\\u0000\":\"a\"}", "[{\"iss\":\"a\"}]",
        ] { #expect(named(json) == nil, "\(json.prefix(40))") }
    }

    @Test("Of every claims set that can be read it is the issuer that the claims name")
    func agreesWithTheClaims() throws {
        let index = try CompiledCatalogue(TestCatalogue.payments()).index
        for json in [
            TokenClaims().json, TokenClaims(issuer: "").json, TokenClaims(issuer: "https:\\/\\/x").json,
            TokenClaims(issuer: "\u{1F511}").with("x", "{\"iss\":\"b\"}").json,
            "{\"a\":[[[[{\"iss\":\"x\"}]]]],\"iss\":\"y\"}",
        ] {
            let bytes = Array(json.utf8)
            let claims = try ClaimsReader.read(bytes.span, by: index).claims
            #expect(named(json) == claims.issuer)
        }
    }
}
