internal import Tollgate

/// The reason for which the gateway ends an answer, or an upgraded connection, that could have gone on.
enum EarlyEnd {
    /// The request would not be let in any more: its token has expired, or its client is denied.
    case rejected(Rejection)
    /// No byte has come on an upgraded connection.
    case idle
    /// An upgraded connection was open for too long.
    case whole
    /// The gateway ends.
    case draining

    /// The code in the log.
    var code: String {
        switch self {
        case .rejected(let rejection): rejection.code
        case .idle: "tunnel_idle"
        case .whole: "tunnel_too_long"
        case .draining: "gateway_ending"
        }
    }

    /// The status and the reason in the Close frame of a WebSocket (RFC 6455 §7.4.1).
    var closing: (status: UInt16, reason: StaticString) {
        switch self {
        case .rejected(.tokenExpired): (1008, "the token has expired")
        case .rejected: (1008, "the client may not call the API any more")
        case .idle: (1001, "nothing was said for too long")
        case .whole: (1001, "the connection was open for too long")
        case .draining: (1001, "the gateway ends")
        }
    }
}
