/// The reason why the feed of the registrar's clients cannot be read or followed.
package enum ClientFeedError: Error, Hashable, Sendable {
    /// The registrar answered with another status than 200.
    case refused(status: Int)
    /// The answer is no `text/event-stream`.
    case notAnEventStream(contentType: String)
    /// An event's data is not what it should be.
    case malformed(event: String)
    /// An event is longer than is accepted.
    case tooLong(limitBytes: Int)
    /// The list has more clients than is accepted.
    case tooManyClients(limit: Int)
    /// The clients of the list take more room than is accepted.
    case tooLarge(limitBytes: Int)
    /// The connection could not be made, broke, or was silent for too long.
    case disconnected(reason: String)
    /// The registrar ended the stream.
    case ended
}

extension ClientFeedError: CustomStringConvertible {
    /// The cause, in one line.
    package var description: String {
        switch self {
        case .refused(401), .refused(403): "the registrar does not accept the token of `registrar.token`"
        case .refused(let status): "the registrar answered with status \(status); 200 is expected"
        case .notAnEventStream(let type): "the answer is `\(type)`; text/event-stream is expected: is the URL right?"
        case .malformed(let event): "the data of event \(event) is not a client's JSON"
        case .tooLong(let limit): "an event has more than \(limit) bytes"
        case .tooManyClients(let limit): "there are more than \(limit) clients"
        case .tooLarge(let limit): "the clients take more than \(limit) bytes"
        case .disconnected(let reason): "not connected: \(reason)"
        case .ended: "the registrar ended the stream"
        }
    }
}
