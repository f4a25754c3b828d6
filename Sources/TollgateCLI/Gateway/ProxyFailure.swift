import HTTPTypes
import Hummingbird
import NIOCore

/// Why the gateway answers in the place of an upstream.
enum ProxyFailure: String {
    /// A request came here that no gate has let in.
    case notAdmitted = "not_admitted"
    /// The upstream cannot be reached, or answers with what is no answer.
    case unavailable = "upstream_unavailable"
    /// The upstream did not accept a connection, or fell silent.
    case timeout = "upstream_timeout"
    /// All connections to the upstream are in use.
    case busy = "upstream_busy"
    /// The caller has its share of them in use.
    case shareUsedUp = "upstream_share_used_up"

    private static let retryAfterSeconds = 1

    private var status: HTTPResponse.Status {
        switch self {
        case .notAdmitted: .internalServerError
        case .unavailable: .badGateway
        case .timeout: .gatewayTimeout
        case .busy, .shareUsedUp: .serviceUnavailable
        }
    }

    private var error: String {
        switch self {
        case .notAdmitted, .unavailable: "bad_gateway"
        case .timeout: "gateway_timeout"
        case .busy, .shareUsedUp: "temporarily_unavailable"
        }
    }

    private var explanation: String {
        switch self {
        case .notAdmitted, .unavailable, .timeout: "The API behind the gateway did not answer."
        case .busy: "All connections to the API behind the gateway are in use; try again later."
        case .shareUsedUp: "Too many requests of this caller are being answered by APIs behind the gateway."
        }
    }

    /// The answer; `body` makes its body of the text.
    func response(body: (String) -> ResponseBody) -> Response {
        let text = "{\"error\":\"\(error)\",\"error_description\":\"\(explanation)\",\"code\":\"\(rawValue)\"}\n"
        var headers: HTTPFields = [.contentType: "application/json", .cacheControl: "no-store"]
        if status == .serviceUnavailable { headers[.retryAfter] = "\(Self.retryAfterSeconds)" }
        return Response(status: status, headers: headers, body: body(text))
    }
}
