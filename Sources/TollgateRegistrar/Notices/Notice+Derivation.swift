/// The notices that follow from what happens; a store commits each with the step that it follows from.
extension Notice {
    /// Makes the notice of a request that was made.
    public static func requested(_ request: AccessRequest, by application: Application?) -> Notice {
        Notice(.requested, request, application)
    }

    /// The notice that follows from a step of a request.
    ///
    /// - Parameters:
    ///   - transition: The step.
    ///   - request: The request after it.
    ///   - application: The application of the request, if it is still known.
    public init?(_ transition: AccessRequestTransition, _ request: AccessRequest, by application: Application?) {
        switch transition {
        case .approve: self.init(.approved, request, application)
        case .reject: self.init(.rejected, request, application)
        case .fulfil: self.init(.fulfilled, request, application)
        case .fail: self.init(.failed, request, application)
        case .withdraw: return nil
        }
    }

    /// The notice that follows from a step of a client.
    ///
    /// - Parameters:
    ///   - transition: The step.
    ///   - record: The client's record after it.
    ///   - application: The application of the client, if it is known.
    public init?(_ transition: ClientTransition, _ record: ClientRecord, of application: Application?) {
        // A probe is nobody's business: it was never to stay.
        guard !record.settings.subscriptions.isEmpty else { return nil }
        let event: Event
        switch transition {
        case .registered, .verified: event = .registered
        case .updated(_, _, secretIsNew: true): event = .rotated
        case .failed: event = .failed
        case .deleted, .forgotten: event = .deleted
        default: return nil
        }
        self.init(
            id: "\(record.id)-\(record.version)", event: event, subject: .client, occurredAt: record.updatedAt,
            members: Self.members(of: record, application))
    }

    /// Makes the notice that something of a client expires.
    ///
    /// - Parameters:
    ///   - expiry: The secret or token that expires, and the time.
    ///   - stage: The time ahead of it, in seconds; there is one notice for each stage.
    ///   - record: The client's record.
    ///   - application: The application of the client, if it is known.
    ///   - now: The time in Unix seconds.
    /// - Returns: The notice.
    static func expiring(
        _ expiry: ClientExpiry, stage: Int64, _ record: ClientRecord, of application: Application?, now: Int64
    ) -> Notice {
        var members = members(of: record, application)
        members["expiring"] = .object(["what": .string(expiry.what.rawValue), "expires_at": .integer(expiry.time)])
        return Notice(
            id: expiry.noticeID(stage: stage, of: record), event: .expiring, subject: .client, occurredAt: now,
            members: members)
    }

    private init(_ event: Event, _ request: AccessRequest, _ application: Application?) {
        let members: [String: JSONValue] = [
            "id": .string(request.id), "state": .string(request.state.name), "reason": Self.text(request.state.reason),
            "credential_id": Self.text(request.state.client), "application_id": .string(request.application),
            "application": Self.text(application?.name), "owner": Self.text(application?.owner),
            "product_id": .string(request.product), "plan_id": .string(request.plan),
            "client_type": .string(request.clientType), "decided_by": Self.text(request.decidedBy),
        ]
        self.init(
            id: "\(request.id)-\(request.version)", event: event, subject: .request, occurredAt: request.updatedAt,
            members: members)
    }

    private static func members(of record: ClientRecord, _ application: Application?) -> [String: JSONValue] {
        [
            "id": .string(record.id), "state": .string(record.state.name), "reason": text(record.state.reason),
            "application_id": text(record.settings.applicationID), "application": .string(record.settings.application),
            "owner": text(application?.owner), "dcr_provider_id": .string(record.provider),
            "issuer": .string(record.issuer), "client_id": text(record.clientID),
            "products": .strings(record.settings.subscriptions.map(\.product)),
            "scopes": .strings(record.settings.scopes),
        ]
    }

    private static func text(_ value: String?) -> JSONValue { value.map(JSONValue.string) ?? .null }
}
