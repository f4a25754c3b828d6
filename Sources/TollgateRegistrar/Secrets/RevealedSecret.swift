internal import TollgateCrypto

/// What is remembered of a secret that its owner has seen.
enum RevealedSecret {
    /// The SHA-256 digest of a secret, in hexadecimal digits: what is sealed in its place.
    static func digest(of secret: Secret) -> Secret {
        let digits = Array("0123456789abcdef")
        let digest = SHA256.digest(of: Array(secret.reveal().utf8).span)
        return Secret(String(digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }))
    }
}

/// Telling secrets that a provider repeats from new ones.
extension Registrar {
    /// An answer without the secret that the client's owner has seen already: what was erased does not come back
    /// because the provider repeats it.
    ///
    /// - Parameters:
    ///   - response: The answer.
    ///   - record: The client's record before it.
    /// - Returns: The answer, whose secret, if it has one, is to be kept.
    func withoutRevealedSecret(_ response: RegistrationResponse, for record: ClientRecord) -> RegistrationResponse {
        guard let secret = response.clientSecret, let sealed = record.registration?.revealedSecretDigest,
            // Where it does not open, a secret that may be new is worth more than one shown twice.
            let revealed = try? open(sealed, record: record.id, field: .revealedSecretDigest),
            RevealedSecret.digest(of: secret) == revealed
        else { return response }
        var response = response
        response.clientSecret = nil
        return response
    }
}
