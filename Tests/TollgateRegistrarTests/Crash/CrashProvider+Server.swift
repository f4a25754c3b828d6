import HTTPTypes
import Hummingbird
import NIOCore
import ServerTesting
import TollgateOutbound
import TollgateRegistrar

extension CrashProvider {
    /// Runs `body` with the base URL of a server that answers as this provider.
    func serve(_ body: @escaping @Sendable (String) async throws -> Void) async throws {
        let router = Router()
        router.get("/.well-known/openid-configuration") { request, _ in
            let base = "http://\(request.head.authority ?? "")"
            let metadata: [String: JSONValue] = [
                "issuer": .string(base), "jwks_uri": .string(base + "/keys"),
                "registration_endpoint": .string(base + "/clients"), "token_endpoint": .string(base + "/token"),
            ]
            return Response(
                status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(bytes: JSONValue.object(metadata).text)))
        }
        for method in [HTTPRequest.Method.get, .post, .put, .delete] {
            for path in ["/clients", "/clients/{id}", "/token"] as [RouterPath] {
                router.on(path, method: method) { [self] request, _ in
                    let bytes = try await request.body.collect(upTo: 65_536)
                    let answer = answer(
                        method.rawValue, request.uri.path, base: "http://\(request.head.authority ?? "")",
                        request.headers[.authorization], Array(bytes.readableBytesView))
                    return Response(
                        status: .init(code: answer.status),
                        body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
                }
            }
        }
        try await LoopbackServer.run(router, body)
    }
}
