import Testing

@testable import TollgateGateway

@Suite("Which header fields a proxy has rules for")
struct FieldKindTests {
    private func kind(_ name: String) -> FieldKind? {
        let bytes = Array(name.utf8)
        return FieldKind.kind(of: bytes.span, 0..<bytes.count)
    }

    @Test("Names are compared without regard to case")
    func ignoresCase() {
        #expect(kind("Content-Length") == .contentLength)
        #expect(kind("TRANSFER-ENCODING") == .transferEncoding)
        #expect(kind("te") == .te)
        #expect(kind("Keep-Alive") == .hopByHop)
        #expect(kind("Upgrade") == .hopByHop)
        #expect(kind("Proxy-Authorization") == .hopByHop)
        #expect(kind("Accept") == .other)
        #expect(kind("X-Request-Id") == .other)
        #expect(kind("FORWARDED") == .forwarded)
        #expect(kind("x-forwarded-for") == .forwardedFor)
        #expect(kind("X-Forwarded-Proto") == .forwardedProto)
        #expect(kind("X-Forwarded-HOST") == .forwardedHost)
    }

    @Test(
        "What only a gateway may say is reserved, however its words are joined (RFC 9700 §4.13)",
        arguments: [
            "X-Tollgate-Client", "x_tollgate_client", "X.Tollgate.Client", "X~Tollgate~Client", "X_Forwarded_For",
            "X-Forwarded-User", "X-Forwarded-Client-Cert", "X_Forwarded_Proto", "X-Forwarded-Port", "X-Real-IP",
            "X-Original-URL", "X-Rewrite-URL", "X-HTTP-Method-Override", "True-Client-IP", "X-Client-IP", "Proxy",
            "Content_Length", "Transfer_Encoding", "Keep_Alive",
        ])
    func reserves(_ name: String) {
        #expect(kind(name) == .reserved)
    }

    @Test(
        "A name that is no token is none", arguments: ["", "a b", "a:", "a\t", "a\u{7F}", "é", "a\u{0}", "(a)", "a,b"])
    func refuses(_ name: String) {
        #expect(kind(name) == nil)
    }
}
