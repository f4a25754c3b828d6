/// The body of a refusal, read tolerantly: RFC 7591 §3.2.2, Okta's own form, or whatever a proxy in between wrote.
struct ErrorAnswer: Hashable, Sendable {
    /// `error`, Okta's `errorCode`, or the code of the challenge.
    let error: String?
    /// The server's words beside it; `nil` only if it said nothing more.
    ///
    /// It is `error_description`, Okta's `errorSummary` with its causes, the like of other servers, the beginning of a
    /// body in no known form, or the challenge.
    let explanation: String?

    /// The members that hold the code, in the order in which they are tried.
    private static let codes = ["error", "errorCode"]
    /// The members that say in general what is wrong, of which the first counts (RFC 7591 §3.2.2, RFC 9457 §3.1).
    private static let words = ["error_description", "errorSummary", "message", "detail", "title"]
    /// The members that say more: Janssen's reason, Okta's causes, and what frameworks list.
    private static let details = ["reason", "errorCauses", "errors"]

    /// Reads a body.
    ///
    /// - Parameters:
    ///   - body: The body, possibly empty.
    ///   - challenge: The `WWW-Authenticate` field, which says more than an empty body (RFC 6750 §3).
    ///   - redactor: The redactor, which cuts out the secrets that were sent.
    init(body: [UInt8], challenge: String?, redactor: Redactor) {
        let challenge = challenge.map { redactor.clean($0) }
        let members = JSONValue(parsing: body)?.object
        func text(_ name: String) -> String? {
            guard let value = members?[name], ![.null, .string(""), .array([]), .object([:])].contains(value) else {
                return nil
            }
            // A description need not be a string: one gateway's reference bridge puts an array of problems there.
            return redactor.clean(value.shownText)
        }
        let code = Self.codes.lazy.compactMap(text).first
        error = code ?? challenge.flatMap(Self.code)
        var parts = [Self.words.lazy.compactMap(text).first].compactMap(\.self)
        parts += Self.details.compactMap(text)
        // What nobody here knows the names of is shown as it is: a hint must never be all that is seen.
        let known = Set(Self.codes + Self.words + Self.details)
        if parts.isEmpty, members.map({ !Set($0.keys).isSubset(of: known) }) ?? true {
            let text = redactor.clean(String(decoding: body, as: UTF8.self))
            if !text.isEmpty { parts.append(text) }
        }
        if parts.isEmpty, let challenge { parts.append(challenge) }
        explanation = parts.isEmpty ? nil : Redactor.clean(parts, separator: "; ")
    }

    /// Returns the code in a challenge such as `Bearer error="invalid_token"`.
    private static func code(in challenge: String) -> String? {
        guard let match = challenge.firstMatch(of: #/(?:^|[\s,])error="?([A-Za-z0-9_.\-]+)/#) else { return nil }
        return String(match.output.1)
    }
}
