/// A provider's clear no: the request, the answer, and the remedy where one is known.
public struct RegistrationRefusal: Hashable, Sendable, CustomStringConvertible {
    /// The request.
    public var exchange: RegistrationExchange
    /// The status of the answer.
    public var status: Int
    /// The provider's error code (RFC 7591 §3.2.2), if it gave one.
    public var error: String?
    /// The provider's own words, at most 4 KiB, with every secret that was sent cut out.
    public var explanation: String?
    /// The remedy, where one is known.
    public var hint: String?
    /// The number of seconds after which it may be tried again (RFC 9110 §10.2.3), if the provider says so.
    public var retryAfterSeconds: Int64?

    /// A refusal with these parts.
    package init(
        exchange: RegistrationExchange, status: Int, error: String? = nil, explanation: String? = nil,
        hint: String? = nil, retryAfterSeconds: Int64? = nil
    ) {
        self.exchange = exchange
        self.status = status
        self.error = error
        self.explanation = explanation
        self.hint = hint
        self.retryAfterSeconds = retryAfterSeconds
    }

    /// The cause in words for a person.
    public var description: String {
        var text = "\(exchange) was answered \(status)"
        if let error { text += " \(error)" }
        if let explanation { text += ": \(explanation)" }
        if let hint { text += " (\(hint))" }
        if let retryAfterSeconds { text += "; it may be tried again in \(retryAfterSeconds) s" }
        return text
    }
}
