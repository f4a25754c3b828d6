internal import TollgateCatalogue

/// The comparison of clients without a known defect with their providers' books, and their repair there.
struct DriftRepair: Sendable {
    let providers: ProviderBook
    let records: ClientRecords
    let credentials: CredentialSealer
    let reading: ClientReading
    let updates: ClientUpdate

    /// Reads a client at its provider, and puts back whatever it lacks there.
    ///
    /// What the provider shows to be missing (grant types, scopes, redirect URIs) is sent again and read again: a
    /// provider may have answered a registration well and kept half of it. Two things are only reported:
    ///
    /// - Where the client has more than it was granted, also if it lacks something else: an operator may have added it
    ///   on purpose, and a replacement would take it away.
    /// - Where each update brings a new secret and the owner has seen the present one: that would stop a client that
    ///   works. One that can obtain no token at all is repaired nevertheless, and the finding says that there is
    ///   another secret to reveal.
    ///
    /// - Parameter record: The client's record, which is `active`.
    /// - Returns: The difference and its outcome; `nil` if there is none, or the client cannot be read.
    /// - Throws: The error of the reading or the update; `RegistrationError.narrowed` is a finding instead.
    func compare(_ record: ClientRecord) async throws(RegistrationError) -> ReconcileResult? {
        guard record.registration?.isManaged == true else { return nil }
        let provider = try await providers.provider(record.provider)
        // Where a read changes the secret, looking would take the client's access away.
        guard provider.driver.offersRead, !provider.driver.readRotatesCredentials else { return nil }
        let hasSeenSecret =
            record.settings.clientType.tokenEndpointAuthMethod.needsSecret && record.registration?.clientSecret == nil
        let (current, response) = try await reading.read(record)
        guard let drift = Self.drift(of: current, in: response, at: provider) else { return nil }
        guard drift.excess.isEmpty else { return ReconcileResult(.drifted, drift.description) }
        if hasSeenSecret, provider.driver.rotation == .update, !drift.isUseless {
            return ReconcileResult(
                .drifted,
                "\(drift). It was not sent again, since \(provider.driver.displayName) would issue a new secret and the"
                    + " owner has seen the present one: rotate the secret when the owner can take another one")
        }
        return try await repair(current, drift, at: provider, hasSeenSecret: hasSeenSecret)
    }

    private func repair(
        _ record: ClientRecord, _ drift: RegistrationDrift, at provider: Provider, hasSeenSecret: Bool
    ) async throws(RegistrationError) -> ReconcileResult {
        let old = try credentials.clientSecret(of: record)
        let credential: IssuedCredential
        do {
            credential = try await updates.send(record.settings, to: record)
        } catch {
            guard case .narrowed(let shortfall, _) = error else { throw error }
            return ReconcileResult(.drifted, "\(drift). It was sent again and came back with too little: \(shortfall)")
        }
        let (current, response) = try await reading.read(try await records.record(record.id))
        if let rest = Self.drift(of: current, in: response, at: provider) {
            return ReconcileResult(.drifted, "\(drift). It was sent again to no avail: \(rest)")
        }
        var detail = "\(drift). It was sent again, and all is there now"
        if let secret = credential.clientSecret, secret != old {
            detail += hasSeenSecret ? "; its secret was renewed: reveal it again" : "; its secret was renewed"
        }
        return ReconcileResult(.settled, detail)
    }

    private static func drift(
        of record: ClientRecord, in response: RegistrationResponse, at provider: Provider
    ) -> RegistrationDrift? {
        let asked = provider.driver.adapted(record.settings.metadata(operationID: ""))
        return RegistrationDrift(response, asked: asked, driver: provider.driver)
    }
}
