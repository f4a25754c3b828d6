/// The reveal of clients' credentials to their applications: each secret once.
struct CredentialReveal: Sendable {
    let records: ClientRecords
    let credentials: CredentialSealer

    /// Returns a client's credential without its secret, as ``Registrar/credential(_:)``.
    func credential(of id: String) async throws(RegistrationError) -> IssuedCredential {
        try Self.credential(of: try await records.record(id), secret: nil)
    }

    /// Returns a client's credential with its secret, which is erased first, as ``Registrar/revealSecret(_:)``.
    func revealSecret(of id: String) async throws(RegistrationError) -> IssuedCredential {
        let record = try await records.record(id)
        try records.checkIdle(record)
        guard !record.state.isFinal, let registration = record.registration else {
            throw .clientState(id: id, state: record.state)
        }
        // It may be withdrawn yet.
        if record.isWaitingForToken { throw .clientState(id: id, state: record.state) }
        guard registration.clientSecret != nil, !registration.hasExpiredSecret(at: records.now()) else {
            throw .access(.secretGone(client: id))
        }
        let secret = try credentials.clientSecret(of: record)
        let digest = try credentials.sealedDigest(of: secret, for: record)
        let erased = try await records.apply(.secretErased(revealed: digest), to: record)
        return try Self.credential(of: erased, secret: secret)
    }

    /// Erases the secret of a client if it has expired and nothing is under way.
    ///
    /// - Returns: `true` if there was one to erase.
    func eraseExpiredSecret(of record: ClientRecord) async throws(RegistrationError) -> Bool {
        guard record.state == .active, let registration = record.registration, registration.clientSecret != nil,
            registration.hasExpiredSecret(at: records.now())
        else { return false }
        _ = try await records.apply(.secretErased(), to: record)
        return true
    }

    private static func credential(
        of record: ClientRecord, secret: Secret?
    ) throws(RegistrationError) -> IssuedCredential {
        guard !record.state.isFinal, let registration = record.registration else {
            throw .clientState(id: record.id, state: record.state)
        }
        return IssuedCredential(
            recordID: record.id, issuer: record.issuer, clientID: registration.clientID, clientSecret: secret,
            secretExpiresAt: registration.secretExpiresAt, scopes: record.settings.scopes, state: record.state,
            warnings: [])
    }
}
