import AsyncHTTPClient
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1
import Tollgate
import TollgateHummingbird

/// Passes a request that the gate has let in on to its API's upstream; both bodies are streamed.
struct ReverseProxy: RouterMiddleware {
    typealias Context = ProxyRequestContext

    /// How long an upstream may take to accept a connection.
    private static let connectTimeout = TimeAmount.seconds(5)
    /// How long an upstream may stay silent.
    private static let idleTimeout = TimeAmount.seconds(60)

    let client: HTTPClient

    /// The settings of the client to upstreams: redirects and encodings are the caller's business.
    static var clientConfiguration: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout.connect = connectTimeout
        configuration.timeout.read = idleTimeout
        configuration.decompression = .disabled
        configuration.httpVersion = .http1Only
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 256
        return configuration
    }

    /// Answers with what the upstream answers, or 502 or 504 where it does not.
    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard let admission = context.admission else { return Self.failure(.internalServerError, "not_admitted") }
        var message = HTTPClientRequest(url: UpstreamURL.url(target: request.head.path ?? "", admission))
        message.method = HTTPMethod(rawValue: request.method.rawValue)
        message.headers = ProxyHeaders.upstream(request, admission, remoteAddress: context.remoteAddress)
        if let length = request.headers[.contentLength].flatMap({ Int64($0) }) {
            if length > 0 { message.body = .stream(request.body, length: .known(length)) }
        } else if request.headers[.transferEncoding] != nil {
            message.body = .stream(request.body, length: .unknown)
        }
        do {
            let response = try await client.execute(message, deadline: .distantFuture)
            return Response(
                status: .init(code: Int(response.status.code), reasonPhrase: response.status.reasonPhrase),
                headers: ProxyHeaders.downstream(response.headers),
                body: Self.body(response, isHead: request.method == .head))
        } catch let error as HTTPClientError where error == .connectTimeout || error == .readTimeout {
            context.logger.warning("upstream is silent", metadata: ["api": "\(admission.api.name)"])
            return Self.failure(.gatewayTimeout, "upstream_timeout")
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            context.logger.warning(
                "upstream cannot be reached", metadata: ["api": "\(admission.api.name)", "error": "\(error)"])
            return Self.failure(.badGateway, "upstream_unavailable")
        }
    }

    private static func body(_ response: HTTPClientResponse, isHead: Bool) -> ResponseBody {
        let length = response.headers.first(name: "content-length").flatMap { Int($0) }
        if isHead || response.status == .notModified || response.status == .noContent {
            return ResponseBody(contentLength: length) { writer in try await writer.finish(nil) }
        }
        return ResponseBody(contentLength: length) { writer in
            for try await buffer in response.body { try await writer.write(buffer) }
            try await writer.finish(nil)
        }
    }

    private static func failure(_ status: HTTPResponse.Status, _ code: String) -> Response {
        let body =
            "{\"error\":\"\(status.code == 504 ? "gateway_timeout" : "bad_gateway")\","
            + "\"error_description\":\"The API behind the gateway did not answer.\",\"code\":\"\(code)\"}\n"
        return Response(
            status: status, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: body)))
    }
}
