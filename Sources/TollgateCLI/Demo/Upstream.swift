import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The API behind the demo's gateway: it answers with what it was asked, as httpbin does.
struct Upstream {
    private struct Answer: Encodable {
        let method: String
        let path: String
        let headers: [String: String]
    }

    func router() -> Router<BasicRequestContext> {
        let router = Router()
        for method in [HTTPRequest.Method.get, .post, .put, .delete] {
            router.on("/", method: method) { request, _ in try Self.answer(request) }
            router.on("/**", method: method) { request, _ in try Self.answer(request) }
        }
        return router
    }

    /// A JSON object with the request's method, path and header fields.
    static func answer(_ request: Request) throws -> Response {
        let headers = Dictionary(request.headers.map { ($0.name.rawName, $0.value) }) { "\($0), \($1)" }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let data = try encoder.encode(
            Answer(method: request.method.rawValue, path: request.head.path ?? "/", headers: headers))
        return Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: [UInt8](data))))
    }
}
