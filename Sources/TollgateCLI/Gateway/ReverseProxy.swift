import AsyncHTTPClient
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1
import Tollgate
import TollgateCatalogue
import TollgateHTTP
import TollgateHummingbird

/// Passes a request that the gate has let in on to its API's upstream; both bodies are streamed.
///
/// When its task is cancelled, since the client has gone, so is the request to the upstream.
struct ReverseProxy: RouterMiddleware {
    typealias Context = ProxyRequestContext

    /// How long an upstream may take to accept a connection, and a request wait for one that is free.
    private static let connectTimeout = TimeAmount.seconds(5)
    /// How long an upstream may stay silent.
    private static let idleTimeout = TimeAmount.seconds(60)

    let client: HTTPClient
    let shares: UpstreamShares

    /// The settings of the client to upstreams: encodings are the caller's business.
    ///
    /// - Parameter connections: How many connections there may be to one upstream.
    /// - Returns: The settings.
    static func clientConfiguration(connections: Int) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration()
        configuration.timeout.connect = connectTimeout
        configuration.timeout.read = idleTimeout
        configuration.decompression = .disabled
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = connections
        return configuration
    }

    /// Answers with what the upstream answers, or 502, 503 or 504 where it does not.
    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard let admission = context.admission,
            let url = UpstreamURL.url(target: request.head.path ?? "", admission.path, of: admission.api)
        else { return Self.failure(.notAdmitted, nil) }
        guard let lease = shares.lease(Self.caller(admission, context)) else {
            context.logger.warning(
                "a caller has its share of the connections to upstreams in use",
                metadata: ["api": "\(admission.api.name)", "share": "\(shares.share)"])
            return Self.failure(.shareUsedUp, nil)
        }
        var message = HTTPClientRequest(url: url)
        message.method = HTTPMethod(rawValue: request.method.rawValue)
        message.headers = ProxyHeaders.upstream(request, admission, remoteAddress: context.remoteAddress)
        let upload = Self.upload(request, &message)
        do {
            let response = try await client.execute(message, deadline: .distantFuture)
            return Response(
                status: .init(code: Int(response.status.code), reasonPhrase: response.status.reasonPhrase),
                headers: ProxyHeaders.downstream(response.headers),
                body: Self.body(response, isHead: request.method == .head, upload, lease))
        } catch {
            if Task.isCancelled || error is CancellationError {
                await upload?.end()
                throw CancellationError()
            }
            if let fault = upload?.fault {
                // It is the client's fault, and not the upstream's.
                await upload?.end()
                throw fault
            }
            let failure = Self.failure(for: error)
            context.logger.warning(
                "\(failure.message)",
                metadata: ["api": "\(admission.api.name)", "reason": "\(ConnectionFailure.reason(of: error))"])
            return Self.failure(failure.cause, upload)
        }
    }

    static func failure(for error: any Error) -> (cause: ProxyFailure, message: String) {
        switch error as? HTTPClientError {
        case .some(.connectTimeout), .some(.readTimeout): (.timeout, "upstream is silent")
        case .some(.getConnectionFromPoolTimeout): (.busy, "all connections to the upstream are in use")
        default:
            (
                .unavailable,
                ConnectionFailure.isOfAnswer(error)
                    ? "upstream's answer cannot be passed on" : "upstream cannot be reached"
            )
        }
    }

    private static func caller(_ admission: Admission, _ context: Context) -> UpstreamShares.Caller {
        if let pass = admission.pass, let client = pass.token.claims.clientID {
            return .client(client.exact, issuer: pass.token.claims.issuer.exact)
        }
        return .address(context.remoteAddress?.ipAddress ?? "")
    }

    /// Makes the request's body, if it has one, that of the message.
    private static func upload(_ request: Request, _ message: inout HTTPClientRequest) -> Upload? {
        let length = request.headers[.contentLength].flatMap { Int64($0) }
        guard length.map({ $0 > 0 }) ?? (request.headers[.transferEncoding] != nil) else { return nil }
        let upload = Upload(request.body)
        message.body = .stream(upload.body, length: length.map { .known($0) } ?? .unknown)
        return upload
    }

    private static func body(
        _ response: HTTPClientResponse, isHead: Bool, _ upload: Upload?, _ lease: UpstreamShares.Lease
    ) -> ResponseBody {
        let length = response.headers.first(name: "content-length").flatMap { Int($0) }
        let isEmpty = isHead || response.status == .notModified || response.status == .noContent
        return body(length: length, upload) { writer in
            defer { withExtendedLifetime(lease) {} }
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

    private static func failure(_ cause: ProxyFailure, _ upload: Upload?) -> Response {
        cause.response { text in
            body(length: text.utf8.count, upload) { writer in try await writer.write(ByteBuffer(string: text)) }
        }
    }
}
