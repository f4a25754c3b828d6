/// Something that happened to an access request or a client and that somebody outside wants to hear of.
///
/// It holds no secret. The same notice may be delivered more than once; its identifier tells.
public struct Notice: Hashable, Sendable, Identifiable {
    /// What happened.
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

    /// What a notice is about.
    public enum Subject: String, CaseIterable, Hashable, Sendable {
        /// An access request.
        case request = "access_request"
        /// A client.
        case client = "credential"
    }

    /// What tells it from all others; two of the same are one.
    public let id: String
    /// What happened.
    public let event: Event
    /// What it is about.
    public let subject: Subject
    /// When it happened, in Unix seconds.
    public let occurredAt: Int64
    /// What is to be told of the subject, named as in the admin API.
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
