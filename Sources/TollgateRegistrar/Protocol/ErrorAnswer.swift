/// The body of a refusal, read tolerantly: RFC 7591 §3.2.2, Okta's own form, or whatever a proxy in between wrote.
struct ErrorAnswer: Hashable, Sendable {
    /// `error`, or Okta's `errorCode`.
    let error: String?
    /// `error_description`, Okta's `errorSummary`, or the beginning of a body in no known form.
    let explanation: String?

    /// Reads a body.
    ///
    /// - Parameters:
    ///   - body: The body, possibly empty.
    ///   - challenge: The `WWW-Authenticate` field, which says more than an empty body (RFC 6750 §3).
    ///   - redactor: Cuts out what was sent.
    init(body: [UInt8], challenge: String?, redactor: Redactor) {
        guard let members = JSONValue(parsing: body)?.object else {
            let text = redactor.clean(String(decoding: body, as: UTF8.self))
            let shown = text.isEmpty ? challenge.map { redactor.clean($0) } : text
            error = nil
            explanation = shown
            return
        }
        let code = members["error"] ?? members["errorCode"]
        // A description need not be a string: one gateway's reference bridge puts an array of problems there.
        let words = members["error_description"] ?? members["errorSummary"] ?? members["message"]
        error = code.map { redactor.clean($0.shownText) }
        // Janssen says in `reason` what is wrong and in `error_description` what the code means in general.
        let parts = [words, members["reason"]].compactMap { $0.map { redactor.clean($0.shownText) } }
        explanation = parts.isEmpty ? nil : parts.joined(separator: "; ")
    }
}
