/// Holding clients that nothing is known to be wrong with against what their providers have on their books.
extension Registrar {
    /// Reads a client at its provider, and puts back what it lacks there.
    ///
    /// What the provider shows to be missing (grant types, scopes, redirect URIs) is sent again and read again: a
    /// provider may have answered a registration well and kept half of it. Two things are only reported:
    ///
    /// - Where the client has more than it was granted, also if it lacks something else: somebody may have added it on
    ///   purpose, and a replacement would take it away.
    /// - Where each update brings a new secret and the owner has seen the present one: that would stop a client that
    ///   works. One that can obtain no token at all is repaired nevertheless, and the finding says that there is
    ///   another secret to reveal.
    ///
    /// - Parameter record: The client's record, which is `active`.
    /// - Returns: What was not as it should be, and what became of it; `nil` if all was well or cannot be read.
    /// - Throws: `RegistrationError`.
    func compare(
        _ record: ClientRecord
    ) async throws(RegistrationError) -> (outcome: ReconcileFinding.Outcome, detail: String)? {
        guard record.registration?.isManaged == true else { return nil }
        let provider = try await provider(record.provider)
        // Where a read changes the secret, looking would take the client's access away.
        guard provider.driver.offersRead, !provider.driver.readRotatesCredentials else { return nil }
        let hasSeenSecret =
            record.grant.clientType.tokenEndpointAuthMethod.needsSecret && record.registration?.clientSecret == nil
        let (current, response) = try await read(record)
        guard let drift = Self.drift(of: current, in: response, at: provider) else { return nil }
        guard drift.excess.isEmpty else { return (.drifted, drift.description) }
        if hasSeenSecret, provider.driver.rotation == .update, !drift.isUseless {
            return (
                .drifted,
                "\(drift). It was not sent again, since \(provider.driver.displayName) would issue a new secret and the"
                    + " owner has seen the present one: rotate the secret when the owner can take another one"
            )
        }
        return try await repair(current, drift, at: provider, hasSeenSecret: hasSeenSecret)
    }

    private func repair(
        _ record: ClientRecord, _ drift: RegistrationDrift, at provider: Provider, hasSeenSecret: Bool
    ) async throws(RegistrationError) -> (outcome: ReconcileFinding.Outcome, detail: String) {
        let old = try open(record.registration?.clientSecret, record: record.id, field: .clientSecret)
        let credential: Credential
        do {
            credential = try await send(record.grant, to: record)
        } catch {
            guard case .narrowed(let shortfall, _) = error else { throw error }
            return (.drifted, "\(drift). It was sent again and came back with too little: \(shortfall)")
        }
        let (current, response) = try await read(try await self.record(record.id))
        if let rest = Self.drift(of: current, in: response, at: provider) {
            return (.drifted, "\(drift). It was sent again to no avail: \(rest)")
        }
        var detail = "\(drift). It was sent again, and all is there now"
        if let secret = credential.clientSecret, secret != old {
            detail += hasSeenSecret ? "; its secret was renewed: reveal it again" : "; its secret was renewed"
        }
        return (.settled, detail)
    }

    private static func drift(
        of record: ClientRecord, in response: RegistrationResponse, at provider: Provider
    ) -> RegistrationDrift? {
        let asked = provider.driver.adapted(record.grant.metadata(operationID: ""))
        return RegistrationDrift(response, asked: asked, driver: provider.driver)
    }
}
