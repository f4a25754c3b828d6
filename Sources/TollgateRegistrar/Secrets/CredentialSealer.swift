internal import TollgateCrypto

/// The form in which a provider's answers are kept: secrets sealed, and those that their owner has seen left out.
struct CredentialSealer: Sendable {
    let sealer: SecretSealer
    let now: @Sendable () -> Int64

    /// Seals an answer.
    ///
    /// - Parameters:
    ///   - response: The provider's answer.
    ///   - record: The record that it is about; the seal binds it.
    /// - Returns: The registration with its secrets sealed.
    /// - Throws: `RegistrationError.sealing`.
    func registration(
        from response: RegistrationResponse, for record: ClientRecord
    ) throws(RegistrationError) -> ClientRegistration {
        let keepsSecret = response.clientSecret == nil
        let oldExpiry = keepsSecret ? record.registration?.secretExpiresAt : nil
        let url = response.registrationClientURI
        let token = response.registrationAccessToken.map {
            BoundToken($0, for: url ?? record.registration?.registrationClientURI).plaintext
        }
        return ClientRegistration(
            clientID: response.clientID,
            clientSecret: try sealer.sealIfPresent(response.clientSecret, record: record.id, field: .clientSecret),
            secretExpiresAt: response.secretExpiresAt ?? oldExpiry ?? 0,
            registrationAccessToken: try sealer.sealIfPresent(
                token, record: record.id, field: .registrationAccessToken),
            registrationAccessTokenExpiresAt: tokenExpiry(in: response, for: record),
            registrationClientURI: url, members: response.members)
    }

    /// Opens a client's secret; `nil` if none is kept.
    ///
    /// - Throws: `RegistrationError.sealing`.
    func clientSecret(of record: ClientRecord) throws(RegistrationError) -> Secret? {
        try sealer.openIfPresent(record.registration?.clientSecret, record: record.id, field: .clientSecret)
    }

    /// Opens a client's registration access token; `nil` if none is kept.
    ///
    /// - Throws: `RegistrationError.sealing`.
    func registrationAccessToken(of record: ClientRecord) throws(RegistrationError) -> BoundToken? {
        try sealer.openIfPresent(
            record.registration?.registrationAccessToken, record: record.id, field: .registrationAccessToken
        ).map(BoundToken.init(plaintext:))
    }

    /// Removes the secret from an answer that the client's owner has seen already: it does not come back because the
    /// provider repeats it.
    ///
    /// - Parameters:
    ///   - response: The answer.
    ///   - record: The client's record before it.
    /// - Returns: The answer, whose secret, if it has one, is to be kept.
    func withoutRevealedSecret(_ response: RegistrationResponse, for record: ClientRecord) -> RegistrationResponse {
        guard let secret = response.clientSecret, let sealed = record.registration?.revealedSecretDigest,
            // Where it does not open, a secret that may be new is worth more than one shown twice.
            let revealed = try? sealer.open(sealed, record: record.id, field: .revealedSecretDigest),
            Self.digest(of: secret) == revealed
        else { return response }
        var response = response
        response.clientSecret = nil
        return response
    }

    /// Seals the digest by which a revealed secret is recognised, so that it is not kept again where the provider
    /// repeats it.
    ///
    /// - Throws: `RegistrationError.sealing`.
    func sealedDigest(of secret: Secret?, for record: ClientRecord) throws(RegistrationError) -> SealedSecret? {
        try sealer.sealIfPresent(secret.map(Self.digest), record: record.id, field: .revealedSecretDigest)
    }

    /// Says whether an answer holds another secret than the client had.
    ///
    /// - Parameters:
    ///   - response: The answer, without a secret that is known to have been revealed.
    ///   - record: The client's record before it.
    ///   - old: The secret before it; `nil` if its owner has revealed it, so that only its digest is known here.
    ///   - rotates: Whether the provider issues a new one with each such answer.
    /// - Returns: `true` if it does.
    static func secretIsNew(
        in response: RegistrationResponse, after record: ClientRecord, old: Secret?, rotates: Bool
    ) -> Bool {
        guard let new = response.clientSecret else { return false }
        return old.map { $0 != new } ?? (rotates || record.registration?.revealedSecretDigest != nil)
    }

    /// Returns the time at which the registration access token of an answer expires, in Unix seconds, 0 for never; an
    /// answer that repeats the token may leave that out.
    private func tokenExpiry(in response: RegistrationResponse, for record: ClientRecord) -> Int64 {
        if let seconds = response.registrationAccessTokenExpiresIn, seconds > 0 {
            let (expiry, isTooFar) = now().addingReportingOverflow(seconds)
            return isTooFar ? 0 : expiry
        }
        guard let known = record.registration, known.registrationAccessTokenExpiresAt != 0,
            let old = try? registrationAccessToken(of: record), old.token == response.registrationAccessToken
        else { return 0 }
        return known.registrationAccessTokenExpiresAt
    }

    /// Returns the SHA-256 digest of a secret, in hexadecimal digits.
    static func digest(of secret: Secret) -> Secret {
        Secret(Hexadecimal.text(of: SHA256.digest(of: Array(secret.reveal().utf8).span)))
    }
}
