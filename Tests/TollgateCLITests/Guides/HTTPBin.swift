import HTTPTypes
import Hummingbird
import NIOCore
import TollgateRegistrar

/// The API behind the gateway, which answers as httpbin.org does.
enum HTTPBin {
    static func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.get("get") { request, _ in
            let headers = request.headers.map { ($0.name.rawName, JSONValue.string($0.value)) }
            let args = request.uri.queryParameters.map { (String($0.key), JSONValue.string(String($0.value))) }
            let host = request.head.authority ?? ""
            let answer = JSONValue.object([
                "args": .object(Dictionary(args) { first, _ in first }),
                "headers": .object(Dictionary(headers) { first, _ in first }),
                "origin": .string("127.0.0.1"), "url": .string("http://\(host)\(request.uri.path)"),
            ])
            return Response(
                status: .ok, headers: [.contentType: "application/json"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.text)))
        }
        return router
    }
}
