/// Looking ahead to what expires.
extension Registrar {
    /// Renews what may be renewed, and tells of what expires soon.
    func attendToExpiry(
        of record: ClientRecord
    ) async throws(RegistrationError) -> (outcome: ReconcileFinding.Outcome, detail: String)? {
        guard let registration = record.registration else { return nil }
        if registration.secretExpiresAt != 0, record.grant.clientType.tokenEndpointAuthMethod.needsSecret {
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

    /// A new secret makes the old one useless, so it is renewed only where the operator has said so.
    private func attendToSecret(
        _ expiry: ClientExpiry, of record: ClientRecord
    ) async throws(RegistrationError) -> (outcome: ReconcileFinding.Outcome, detail: String)? {
        guard expiry.time > now() else {
            return (.needsAttention, "its secret expired at \(Self.shown(expiry.time)); rotate it")
        }
        guard let stage = expiry.stage(at: now()) else { return nil }
        let provider = try await provider(record.provider)
        if provider.settings.renewsSecrets, provider.driver.rotation != .unsupported, stage == ClientExpiry.stages.first
        {
            _ = try await rotate(record)
            return (.settled, "its secret was renewed a day before it would have expired; its owner has to reveal it")
        }
        try await tell(expiry, stage: stage, of: record)
        return (.needsAttention, "its secret expires at \(Self.shown(expiry.time)); rotate it before")
    }

    /// A registration access token is renewed where that changes nothing else; it is tried once in each stage.
    private func attendToToken(
        _ expiry: ClientExpiry, of record: ClientRecord
    ) async throws(RegistrationError) -> (outcome: ReconcileFinding.Outcome, detail: String)? {
        guard expiry.time > now() else {
            return (
                .needsAttention,
                "its registration access token expired at \(Self.shown(expiry.time)): it cannot be managed any more"
            )
        }
        guard let stage = expiry.stage(at: now()) else { return nil }
        let attention =
            "its registration access token expires at \(Self.shown(expiry.time)), and the provider renews it only with"
            + " the secret: rotate the secret before, or nobody can manage the client"
        let id = expiry.noticeID(stage: stage, of: record)
        let wasTold = try await stored { store throws(ClientStoreError) in try await store.hasNotice(id: id) }
        guard !wasTold else { return (.needsAttention, attention) }
        if let renewed = try await renewToken(of: record), renewed == 0 || renewed > expiry.time {
            return (.settled, "its registration access token was renewed")
        }
        try await tell(expiry, stage: stage, of: try await self.record(record.id))
        return (.needsAttention, attention)
    }

    /// Has the provider issue another registration access token, if it does that without another secret.
    ///
    /// - Returns: When the token expires that is good now, in Unix seconds; 0 for never; `nil` if nothing was tried.
    private func renewToken(of record: ClientRecord) async throws(RegistrationError) -> Int64? {
        let driver = try await provider(record.provider).driver
        guard !driver.readRotatesCredentials, driver.rotation != .update else { return nil }
        if driver.renewsTokenInUpdates {
            _ = try await send(record.grant, to: record)
        } else if driver.offersRead {
            _ = try await read(record)
        } else {
            return nil
        }
        return try await self.record(record.id).registration?.registrationAccessTokenExpiresAt
    }

    private func tell(_ expiry: ClientExpiry, stage: Int64, of record: ClientRecord) async throws(RegistrationError) {
        let time = now()
        try await stored { store throws(ClientStoreError) in
            var application: Application?
            if let id = record.grant.applicationID { application = try await store.application(id: id) }
            try await store.add(.expiring(expiry, stage: stage, record, of: application, now: time))
        }
    }
}
