internal import TollgateCrypto
internal import TollgateOutbound

/// A notifier that sends each notice as a POST request to a URL of the operator's.
///
/// The body is the notice as JSON. `Tollgate-Signature: t=<Unix seconds>,v1=<hexadecimal digits>` carries the
/// HMAC-SHA256 of the timestamp, a full stop and the body. Any 2xx answer takes the notice; redirects are not followed.
public struct WebhookNotifier: Notifier {
    /// The answers that say that this notice will never be taken.
    private static let refusals: Set<Int> = [400, 405, 413, 415, 422]

    private let url: String
    private let secret: Secret
    private let transport: any HTTPTransport
    private let now: @Sendable () -> Int64

    /// A notifier for a URL.
    ///
    /// - Parameters:
    ///   - url: An https URL, or http on this machine.
    ///   - secret: The key of the signature, which the receiver has too.
    ///   - transport: Sends the requests.
    ///   - now: The time in Unix seconds.
    /// - Throws: `NotifierError.refused` for another URL, or an empty secret.
    public init(
        url: String, secret: Secret, transport: any HTTPTransport,
        now: @escaping @Sendable () -> Int64 = { Registrar.systemTime() }
    ) throws(NotifierError) {
        guard let parts = URLParts(url), parts.scheme == "https" || parts.isLoopback else {
            throw .refused(reason: "a webhook has an https URL (http only to this machine)")
        }
        guard !secret.reveal().isEmpty else { throw .refused(reason: "a webhook needs a secret") }
        self.url = url
        self.secret = secret
        self.transport = transport
        self.now = now
    }

    /// Sends a notice.
    ///
    /// - Throws: `NotifierError.refused` for an answer with status 400, 405, 413, 415 or 422; `.unavailable` for any
    ///   other that is not 2xx, and if there is none.
    public func send(_ notice: Notice) async throws(NotifierError) {
        let body = JSONValue.object(notice.json).text
        let answer: OutboundResponse
        do {
            answer = try await transport.send(
                OutboundRequest(
                    method: "POST", url: url,
                    headers: [
                        (name: "Content-Type", value: "application/json"),
                        (name: "Tollgate-Signature", value: Self.signature(of: body, secret: secret, at: now())),
                    ], body: body))
        } catch {
            throw .unavailable(reason: Self.reason(error))
        }
        guard !(200...299).contains(answer.status) else { return }
        let reason = "the webhook answered \(answer.status)"
        throw Self.refusals.contains(answer.status) ? .refused(reason: reason) : .unavailable(reason: reason)
    }

    /// Returns the value of `Tollgate-Signature`.
    static func signature(of body: [UInt8], secret: Secret, at time: Int64) -> String {
        let code = HMACSHA256.code(of: Array("\(time).".utf8) + body, key: Array(secret.reveal().utf8))
        return "t=\(time),v1=" + Hexadecimal.text(of: code)
    }

    /// Returns the cause in words, without the URL: that of a webhook is often a secret itself.
    private static func reason(_ error: OutboundError) -> String {
        switch error {
        case .unreachable(_, let reason): "no answer from the webhook: \(reason)"
        case .timedOut(_, let limit): "no answer from the webhook within \(limit)"
        case .responseTooLarge: "the webhook's answer is too long"
        case .unusableAnswer(_, let reason): "the webhook's answer cannot be used: \(reason)"
        default: "the webhook's URL cannot be used"
        }
    }
}
