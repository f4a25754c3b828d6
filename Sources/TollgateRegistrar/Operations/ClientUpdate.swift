internal import TollgateCatalogue

/// The change of registered clients (RFC 7592 §2.2).
struct ClientUpdate: Sendable {
    let providers: ProviderBook
    let queue: ProviderQueue
    let records: ClientRecords
    let steps: ManagementSteps
    let acceptance: AnswerAcceptance
    let scopes: @Sendable () -> CatalogueScopes

    /// Changes a client at its provider.
    ///
    /// - Parameters:
    ///   - id: The client's record.
    ///   - changes: The changes.
    /// - Returns: The credential after the change.
    /// - Throws: `RegistrationError`, as ``Registrar/update(_:_:)``.
    func update(_ id: String, _ changes: ClientChanges) async throws(RegistrationError) -> IssuedCredential {
        try await unattended { () async throws(RegistrationError) in
            let record = try await records.record(id)
            try records.checkIdle(record)
            guard record.state.isChangeable, record.registration != nil else {
                throw .clientState(id: id, state: record.state)
            }
            return try await send(try changed(record.settings, by: changes), to: record)
        }
    }

    /// Sends a change to `settings`, when it is the provider's turn.
    func send(_ settings: ClientSettings, to record: ClientRecord) async throws(RegistrationError) -> IssuedCredential {
        let provider = try await providers.provider(record.provider)
        return try await queue.withTurn(at: provider) { () async throws(RegistrationError) in
            try await self.send(settings, to: record, at: provider)
        }
    }

    private func send(
        _ settings: ClientSettings, to record: ClientRecord, at provider: Provider
    ) async throws(RegistrationError) -> IssuedCredential {
        var operation = try await steps.prepare(record, intent: settings, at: provider)
        try await steps.begin(&operation, intent: settings)
        let begun = operation
        let response = try await steps.send(begun) { client throws(RegistrationError) in
            try await client.update(
                begun.target.endpoint, to: begun.asked, lastReturned: record.registration?.members ?? [:],
                clientSecret: begun.target.oldSecret, removing: Self.removedMembers(from: record.settings, to: settings)
            )
        }
        return try await acceptance.accept(response, begun)
    }

    /// Returns the members that the client had and must not keep; leaving them out of the request deletes them.
    private static func removedMembers(from old: ClientSettings, to new: ClientSettings) -> Set<String> {
        var members: Set<String> = []
        if new.redirectURIs.isEmpty { members.insert("redirect_uris") }
        members.formUnion(old.metadata.keys.filter { new.metadata[$0] == nil })
        if new.scopes.isEmpty, !old.scopes.isEmpty { members.insert("scope") }
        return members
    }

    /// Returns the scopes of subscriptions that a client is to have.
    ///
    /// A subscription that it has already and the catalogue has no more gives nothing; one that is new must be there.
    private func scopes(
        of subscriptions: [Subscription], after old: ClientSettings
    ) throws(RegistrationError) -> [String] {
        let (catalogueScopes, time) = (scopes(), records.now())
        let known = Set(old.subscriptions.map { [$0.product.exact, $0.plan.exact] })
        let inForce = subscriptions.filter { $0.isInForce(at: time) }
        let given = inForce.filter {
            catalogueScopes.defect(of: $0) == nil || !known.contains([$0.product.exact, $0.plan.exact])
        }
        guard given.isEmpty, let defect = inForce.first.flatMap(catalogueScopes.defect) else {
            return try catalogueScopes.scopes(of: given)
        }
        // A client that names no scopes might get a provider's own (RFC 7591 §2); gates let it do nothing anyway.
        let hadMore = old.subscriptions.contains { $0.isInForce(at: time) && catalogueScopes.defect(of: $0) == nil }
        guard !hadMore else { throw defect }
        return old.scopes
    }

    private func changed(_ old: ClientSettings, by changes: ClientChanges) throws(RegistrationError) -> ClientSettings {
        var settings = old
        settings.application = changes.application ?? settings.application
        settings.subscriptions = changes.subscriptions(from: settings.subscriptions)
        settings.redirectURIs = changes.redirectURIs ?? settings.redirectURIs
        settings.metadata = changes.metadata ?? settings.metadata
        settings.scopes = try scopes(of: settings.subscriptions, after: old)
        // What was set before a rule came is looked at when it is set again.
        if let metadata = changes.metadata,
            let defect = DeveloperMetadata.defect(in: metadata, for: settings.clientType)
        {
            throw .requestInvalid(reason: defect)
        }
        guard !settings.subscriptions.isEmpty else {
            throw .requestInvalid(reason: "a client without a subscription is of no use; delete it instead")
        }
        if let name = changes.application { try Application.checkName(name) }
        try settings.clientType.check(redirectURIs: settings.redirectURIs)
        return settings
    }
}

extension ClientState {
    /// Whether a change may begin in it.
    var isChangeable: Bool {
        switch self {
        case .active, .updating, .inDoubt: true
        case .registering, .verifying, .deleting, .deleted, .failed, .lost: false
        }
    }
}
