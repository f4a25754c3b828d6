/// What an application gets to see of its client.
extension Registrar {
    /// A client's credential without its secret.
    ///
    /// - Parameter id: The client's record.
    /// - Returns: The credential, without warnings.
    /// - Throws: `RegistrationError.clientUnknown`, or `.clientState` if there is no client to have a credential.
    public func credential(_ id: String) async throws(RegistrationError) -> Credential {
        try Self.credential(of: try await record(id), secret: nil)
    }

    /// A client's credential with its secret, which is erased: it can be had once.
    ///
    /// The secret is erased before it is returned. If the answer is lost on its way, only a rotation helps; the other
    /// order could show a secret twice. A sealed digest stays, so that the same secret is not kept again where the
    /// provider repeats it in a later answer.
    ///
    /// - Parameter id: The client's record.
    /// - Returns: The credential, without warnings.
    /// - Throws: `RegistrationError.access(.secretGone)` if it was revealed before, has expired, or never was;
    ///   `.clientBusy` if the record is being changed; `.clientState` if there is no client, or it is not active yet.
    public func revealSecret(_ id: String) async throws(RegistrationError) -> Credential {
        let record = try await record(id)
        try checkIdle(record)
        guard !record.state.isFinal, let registration = record.registration else {
            throw .clientState(id: id, state: record.state)
        }
        // It may be withdrawn yet.
        if record.isWaitingForToken { throw .clientState(id: id, state: record.state) }
        guard let sealed = registration.clientSecret, !registration.hasExpiredSecret(at: now()) else {
            throw .access(.secretGone(client: id))
        }
        let secret = try open(sealed, record: id, field: .clientSecret)
        let digest = try seal(secret.map(RevealedSecret.digest), record: id, field: .revealedSecretDigest)
        return try Self.credential(of: try await apply(.secretErased(revealed: digest), to: record), secret: secret)
    }

    /// Erases the secret of a client if it has expired and nothing is under way.
    ///
    /// - Returns: Whether there was one to erase.
    func eraseExpiredSecret(of record: ClientRecord) async throws(RegistrationError) -> Bool {
        guard record.state == .active, let registration = record.registration, registration.clientSecret != nil,
            registration.hasExpiredSecret(at: now())
        else { return false }
        _ = try await apply(.secretErased(), to: record)
        return true
    }

    private static func credential(
        of record: ClientRecord, secret: Secret?
    ) throws(RegistrationError) -> Credential {
        guard !record.state.isFinal, let registration = record.registration else {
            throw .clientState(id: record.id, state: record.state)
        }
        return Credential(
            recordID: record.id, issuer: record.issuer, clientID: registration.clientID, clientSecret: secret,
            secretExpiresAt: registration.secretExpiresAt, scopes: record.grant.scopes, state: record.state,
            warnings: [])
    }
}
