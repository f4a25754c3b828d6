internal import TollgateCatalogue

/// The watch over secrets and tokens that expire.
struct ExpiryWatch: Sendable {
    let store: any ApplicationStore & NoticeStore
    let providers: ProviderBook
    let records: ClientRecords
    let renewal: SecretRenewal
    let updates: ClientUpdate
    let reading: ClientReading

    /// Renews whatever may be renewed, and sends notices of secrets and tokens that expire soon.
    func attend(to record: ClientRecord) async throws(RegistrationError) -> ReconcileResult? {
        guard let registration = record.registration else { return nil }
        if registration.secretExpiresAt != 0, record.settings.clientType.tokenEndpointAuthMethod.needsSecret {
            let expiry = ClientExpiry(what: .clientSecret, time: registration.secretExpiresAt)
            if let found = try await attendToSecret(expiry, of: record) { return found }
        }
        if registration.registrationAccessTokenExpiresAt != 0, registration.registrationAccessToken != nil {
            let expiry = ClientExpiry(
                what: .registrationAccessToken, time: registration.registrationAccessTokenExpiresAt)
            return try await attendToToken(expiry, of: record)
        }
        return nil
    }

    /// Attends to a secret: a new one makes the old one useless, so it is renewed only where the operator has said so.
    private func attendToSecret(
        _ expiry: ClientExpiry, of record: ClientRecord
    ) async throws(RegistrationError) -> ReconcileResult? {
        guard expiry.time > records.now() else {
            return ReconcileResult(.needsAttention, "its secret expired at \(expiry.time.shownAsTime); rotate it")
        }
        guard let stage = expiry.stage(at: records.now()) else { return nil }
        let provider = try await providers.provider(record.provider)
        if provider.settings.renewsSecrets, provider.driver.rotation != .unsupported, stage == ClientExpiry.stages.first
        {
            _ = try await renewal.rotate(record)
            return ReconcileResult(
                .settled, "its secret was renewed a day before it would have expired; its owner has to reveal it")
        }
        try await tell(expiry, stage: stage, of: record)
        return ReconcileResult(.needsAttention, "its secret expires at \(expiry.time.shownAsTime); rotate it before")
    }

    /// Attends to a registration access token: it is renewed where that changes nothing else, and tried once in each
    /// stage.
    private func attendToToken(
        _ expiry: ClientExpiry, of record: ClientRecord
    ) async throws(RegistrationError) -> ReconcileResult? {
        guard expiry.time > records.now() else {
            return ReconcileResult(
                .needsAttention,
                "its registration access token expired at \(expiry.time.shownAsTime): it cannot be managed any more")
        }
        guard let stage = expiry.stage(at: records.now()) else { return nil }
        let attention =
            "its registration access token expires at \(expiry.time.shownAsTime), and the provider renews it only with"
            + " the secret: rotate the secret before, or nobody can manage the client"
        let id = expiry.noticeID(stage: stage, of: record)
        let wasTold = try await store.hasNotice(id: id)
        guard !wasTold else { return ReconcileResult(.needsAttention, attention) }
        if let renewed = try await renewToken(of: record), renewed == 0 || renewed > expiry.time {
            return ReconcileResult(.settled, "its registration access token was renewed")
        }
        try await tell(expiry, stage: stage, of: try await records.record(record.id))
        return ReconcileResult(.needsAttention, attention)
    }

    /// Has the provider issue another registration access token, if it does that without another secret.
    ///
    /// - Returns: The time at which the token that is good now expires, in Unix seconds; 0 for never; `nil` if nothing
    ///   was tried.
    private func renewToken(of record: ClientRecord) async throws(RegistrationError) -> Int64? {
        let driver = try await providers.provider(record.provider).driver
        guard !driver.readRotatesCredentials, driver.rotation != .update else { return nil }
        if driver.renewsTokenInUpdates {
            _ = try await updates.send(record.settings, to: record)
        } else if driver.offersRead {
            _ = try await reading.read(record)
        } else {
            return nil
        }
        return try await records.record(record.id).registration?.registrationAccessTokenExpiresAt
    }

    private func tell(_ expiry: ClientExpiry, stage: Int64, of record: ClientRecord) async throws(RegistrationError) {
        let time = records.now()
        var application: Application?
        if let id = record.settings.applicationID { application = try await store.application(id: id) }
        try await store.add(.expiring(expiry, stage: stage, record, of: application, now: time))
    }
}
