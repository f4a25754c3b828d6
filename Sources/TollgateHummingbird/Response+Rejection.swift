internal import HTTPTypes
public import Hummingbird
internal import NIOCore
public import Tollgate
public import TollgateCatalogue

extension Response {
    /// Seconds after which a client may try again where the gate lacks something.
    private static let retryAfterSeconds = 5

    /// The answer to a rejected request (RFC 6750 §3).
    ///
    /// - Parameters:
    ///   - rejection: Why it was rejected.
    ///   - realm: The protection space: the API's name.
    ///   - scope: The scope that would have been enough, if exactly one is known.
    ///   - resourceMetadata: The URL of the API's metadata (RFC 9728 §5.1), if it has any.
    ///   - limitHeaders: Names and values that tell how the client stands.
    ///   - explanation: A sentence that says more than the fixed one: see `Gate.explanation(of:for:)`.
    ///   - style: What status and body look like; the fields stay the same. Default: as RFC 6750 has it.
    public init(
        rejection: Rejection, realm: String, scope: String? = nil, resourceMetadata: String? = nil,
        limitHeaders: [(name: String, value: String)] = [], explanation: String? = nil,
        style: API.ErrorStyle = .rfc6750
    ) {
        var headers: HTTPFields = [.contentType: "application/json", .cacheControl: "no-store"]
        headers[.wwwAuthenticate] = rejection.challenge(
            realm: realm, scope: scope, resourceMetadata: resourceMetadata, explanation: explanation)
        headers.append(fields: limitHeaders)
        if rejection.status == 503 { headers[.retryAfter] = "\(Self.retryAfterSeconds)" }
        self.init(
            status: .init(code: rejection.status(in: style)), headers: headers,
            body: ResponseBody(
                byteBuffer: ByteBuffer(string: rejection.body(in: style, explanation: explanation))))
    }

    /// The response as it is sent: without content where the request was `HEAD`, its length told nevertheless
    /// (RFC 9110 §9.3.2).
    func answering(_ method: HTTPRequest.Method) -> Response { method == .head ? createHeadResponse() : self }

    /// The answer to a request that belongs to no API.
    static var noSuchAPI: Response {
        Response(
            status: .notFound, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(
                byteBuffer: ByteBuffer(
                    string:
                        "{\"error\":\"not_found\",\"error_description\":\"There is no API at this path.\",\"code\":\"not_found\"}\n"
                )))
    }
}
