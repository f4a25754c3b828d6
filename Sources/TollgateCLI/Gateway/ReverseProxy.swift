import AsyncHTTPClient
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1
import Tollgate
import TollgateHTTP
import TollgateHummingbird

/// Passes a request that the gate has let in on to its API's upstream; both bodies are streamed.
struct ReverseProxy: RouterMiddleware {
    typealias Context = ProxyRequestContext

    /// How long an upstream may take to accept a connection.
    private static let connectTimeout = TimeAmount.seconds(5)
    /// How long an upstream may stay silent.
    private static let idleTimeout = TimeAmount.seconds(60)

    let client: HTTPClient

    /// The settings of the client to upstreams: encodings are the caller's business.
    static var clientConfiguration: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration()
        configuration.timeout.connect = connectTimeout
        configuration.timeout.read = idleTimeout
        configuration.decompression = .disabled
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 256
        return configuration
    }

    /// Answers with what the upstream answers, or 502 or 504 where it does not.
    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard let admission = context.admission else { return Self.failure(.internalServerError, "not_admitted", nil) }
        var message = HTTPClientRequest(url: UpstreamURL.url(target: request.head.path ?? "", admission))
        message.method = HTTPMethod(rawValue: request.method.rawValue)
        message.headers = ProxyHeaders.upstream(request, admission, remoteAddress: context.remoteAddress)
        let upload = Self.upload(request, &message)
        do {
            let response = try await client.execute(message, deadline: .distantFuture)
            return Response(
                status: .init(code: Int(response.status.code), reasonPhrase: response.status.reasonPhrase),
                headers: ProxyHeaders.downstream(response.headers),
                body: Self.body(response, isHead: request.method == .head, upload))
        } catch let error as HTTPClientError where error == .connectTimeout || error == .readTimeout {
            context.logger.warning("upstream is silent", metadata: ["api": "\(admission.api.name)"])
            return Self.failure(.gatewayTimeout, "upstream_timeout", upload)
        } catch is CancellationError {
            await upload?.end()
            throw CancellationError()
        } catch {
            context.logger.warning(
                ConnectionFailure.isOfAnswer(error)
                    ? "upstream's answer cannot be passed on" : "upstream cannot be reached",
                metadata: ["api": "\(admission.api.name)", "reason": "\(ConnectionFailure.reason(of: error))"])
            return Self.failure(.badGateway, "upstream_unavailable", upload)
        }
    }

    /// Makes the request's body, if it has one, that of the message.
    private static func upload(_ request: Request, _ message: inout HTTPClientRequest) -> Upload? {
        let length = request.headers[.contentLength].flatMap { Int64($0) }
        guard length.map({ $0 > 0 }) ?? (request.headers[.transferEncoding] != nil) else { return nil }
        let upload = Upload(request.body)
        message.body = .stream(upload.body, length: length.map { .known($0) } ?? .unknown)
        return upload
    }

    private static func body(_ response: HTTPClientResponse, isHead: Bool, _ upload: Upload?) -> ResponseBody {
        let length = response.headers.first(name: "content-length").flatMap { Int($0) }
        let isEmpty = isHead || response.status == .notModified || response.status == .noContent
        return body(length: length, upload) { writer in
            guard !isEmpty else { return }
            for try await buffer in response.body { try await writer.write(buffer) }
        }
    }

    /// A body that ends the upload when it has been written, or cannot be.
    private static func body(
        length: Int?, _ upload: Upload?,
        _ write: @escaping @Sendable (inout any ResponseBodyWriter) async throws -> Void
    ) -> ResponseBody {
        ResponseBody(contentLength: length) { writer in
            do {
                try await write(&writer)
                try await writer.finish(nil)
            } catch {
                await upload?.end()
                throw error
            }
            await upload?.end()
        }
    }

    private static func failure(_ status: HTTPResponse.Status, _ code: String, _ upload: Upload?) -> Response {
        let text =
            "{\"error\":\"\(status.code == 504 ? "gateway_timeout" : "bad_gateway")\","
            + "\"error_description\":\"The API behind the gateway did not answer.\",\"code\":\"\(code)\"}\n"
        return Response(
            status: status, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: body(length: text.utf8.count, upload) { writer in try await writer.write(ByteBuffer(string: text)) })
    }
}
