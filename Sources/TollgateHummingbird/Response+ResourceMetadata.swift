internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import TollgateCatalogue

extension Response {
    /// The answer to a request for the metadata of a protected resource (RFC 9728 §3.2).
    ///
    /// Anybody may read it, also a page in a browser, which asks with `OPTIONS` first if it sends fields of its own.
    init(_ metadata: ResourceMetadata, method: HTTPRequest.Method) {
        switch method {
        case .get, .head:
            self = Response(
                status: .ok,
                headers: [
                    .contentType: "application/json", .cacheControl: "max-age=300", .accessControlAllowOrigin: "*",
                ], body: ResponseBody(byteBuffer: ByteBuffer(string: metadata.json))
            ).answering(method)
        case .options:
            self.init(
                status: .noContent,
                headers: [
                    .accessControlAllowOrigin: "*", .accessControlAllowMethods: "GET, HEAD",
                    .accessControlAllowHeaders: "*",
                ])
        default:
            self.init(status: .methodNotAllowed, headers: [.allow: "GET, HEAD, OPTIONS"])
        }
    }
}
