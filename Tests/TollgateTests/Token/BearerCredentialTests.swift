import Testing
import Tollgate

@Suite("The bearer token is taken from one Authorization header")
struct BearerCredentialTests {
    @Test(
        "The scheme is recognised in any case and followed by one or more spaces (RFC 9110 §11.1, RFC 6750 §2.1)",
        arguments: ["Bearer a.b.c", "bearer a.b.c", "BEARER   a.b.c"])
    func acceptsTheScheme(value: String) throws {
        #expect(try BearerCredential(authorization: [value]).token == "a.b.c")
    }

    @Test(
        "No header or another scheme is a missing token",
        arguments: [[], ["Basic YTpi"], ["DPoP a.b.c"], ["Bearerx a"]])
    func saysWhenThereIsNone(values: [String]) {
        #expect(throws: Rejection.tokenMissing) { try BearerCredential(authorization: values) }
    }

    @Test(
        "Two credentials, control characters and anything after the token are malformed",
        arguments: [
            ["Bearer a.b.c", "Bearer a.b.c"], ["Bearer a.b.c", "Basic YTpi"], ["Bearer a.b.c, Bearer a.b.c"],
            ["Basic YTpi, Bearer a.b.c"], ["Bearer"], ["Bearer "], ["Bearer a.b.c "], ["Bearer a.b.c x"],
            ["Bearer\ta.b.c"], ["Bearer a.b.c\r\nX: y"], ["Bearer a\u{0}b"], ["Bearer ä.b.c"], ["Bearer \"a.b.c\""],
        ])
    func refusesTheRest(values: [String]) {
        #expect(throws: Rejection.requestMalformed) { try BearerCredential(authorization: values) }
    }
}
