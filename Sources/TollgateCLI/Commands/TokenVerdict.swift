import Tollgate
import TollgateEncoding

/// The report of `tollgate verify` about one token.
struct TokenVerdict {
    let isAdmitted: Bool
    /// One JSON object on one line.
    let json: String

    init(_ token: Substring, gate: Gate, at instant: Instant) {
        let rejection: Rejection
        switch gate.verify(token.utf8Span.span, at: instant) {
        case .verified(let verified):
            do throws(Rejection) {
                try gate.checkClaims(verified, at: instant)
                isAdmitted = true
                json = "{\"verdict\":\"admit\",\"claims\":\(Self.claims(of: token))}"
                return
            } catch {
                rejection = error
            }
        case .rejected(let cause): rejection = cause
        case .awaitingKeys: rejection = .keyUnknown
        }
        isAdmitted = false
        json = "{\"verdict\":\"reject\",\"code\":\"\(rejection.code)\",\"status\":\(rejection.status)}"
    }

    /// The payload as it was signed, on one line: line ends can only stand between its members.
    private static func claims(of token: Substring) -> String {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let payload = Base64URL.decode(parts[1]) else { return "null" }
        return String(decoding: payload.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }, as: UTF8.self)
    }
}
