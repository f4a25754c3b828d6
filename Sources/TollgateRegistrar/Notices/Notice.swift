/// A notice of an event of an access request or a client, for a receiver outside of the registrar.
///
/// It holds no secret. The same notice may be delivered more than once; its identifier tells.
public struct Notice: Hashable, Sendable, Identifiable {
    /// The event that a notice tells of.
    public enum Event: String, CaseIterable, Hashable, Sendable {
        /// An application asks for a product.
        case requested
        /// The request was approved.
        case approved
        /// The request was turned down.
        case rejected
        /// The application has what it asked for.
        case fulfilled
        /// The provider did not do what was approved, or did not register the client.
        case failed
        /// The client was registered.
        case registered
        /// The client's secret is another one now; the old one is mostly good for nothing.
        case rotated
        /// The client's secret or its registration access token expires soon.
        case expiring
        /// The client does not exist any more.
        case deleted
    }

    /// The subject of a notice.
    public enum Subject: String, CaseIterable, Hashable, Sendable {
        /// An access request.
        case request = "access_request"
        /// A client.
        case client = "credential"
    }

    /// The identifier, which tells it from all others; two notices with the same one are one.
    public let id: String
    /// The event.
    public let event: Event
    /// The subject of the event.
    public let subject: Subject
    /// The time of the event, in Unix seconds.
    public let occurredAt: Int64
    /// The members of the subject, named as in the admin API.
    public let members: [String: JSONValue]

    /// A notice with these parts.
    public init(id: String, event: Event, subject: Subject, occurredAt: Int64, members: [String: JSONValue]) {
        self.id = id
        self.event = event
        self.subject = subject
        self.occurredAt = occurredAt
        self.members = members
    }

    /// The notice as a JSON object.
    public var json: [String: JSONValue] {
        [
            "id": .string(id), "event": .string(event.rawValue), "occurred_at": .integer(occurredAt),
            subject.rawValue: .object(members),
        ]
    }
}
