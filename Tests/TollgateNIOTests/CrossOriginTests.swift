import NIOHTTP1
import Testing
import TollgateCatalogue

@testable import TollgateNIO

@Suite("Pages of other origins may call a server that says so")
struct CrossOriginTests {
    @Test("Preflights are answered, refusals and answers can be read")
    func answers() throws {
        let origin = try #require(OriginPattern("https://app.example"))
        let server = try EmbeddedServer { $0.apis[0].crossOrigin = .rules(CrossOriginRules(.oneOf([origin]))) }
        let page = [("Origin", "https://app.example")]
        server.request(.OPTIONS, "/payment-api/x", HTTPHeaders(page + [("Access-Control-Request-Method", "GET")]))
        let preflight = try #require(try server.answer())
        #expect(preflight.status == 204)
        #expect(preflight.head.headers["Access-Control-Allow-Origin"] == ["https://app.example"])
        #expect(server.handler.heads.isEmpty)
        server.request(.GET, "/payment-api/x", HTTPHeaders(page))
        let refused = try #require(try server.answer())
        #expect(refused.status == 401 && refused.head.headers["WWW-Authenticate"].count == 1)
        #expect(refused.head.headers["Access-Control-Allow-Origin"] == ["https://app.example"])
        server.request(.GET, "/payment-api/x", server.headers(page))
        let answer = try #require(try server.answer())
        #expect(answer.status == 200)
        #expect(answer.head.headers["Access-Control-Allow-Origin"] == ["https://app.example"])
        server.request(.GET, "/payment-api/x", server.headers())
        #expect(try server.answer()?.head.headers["Access-Control-Allow-Origin"] == [])
    }

    @Test("Without rules a preflight is a request as any other")
    func staysOut() throws {
        let server = try EmbeddedServer { $0.apis[0].resource = "https://gate.example/payment-api" }
        server.request(
            .OPTIONS, "/payment-api/x",
            HTTPHeaders([("Origin", "https://app.example"), ("Access-Control-Request-Method", "GET")]))
        #expect(try server.answer()?.status == 401)
    }
}
