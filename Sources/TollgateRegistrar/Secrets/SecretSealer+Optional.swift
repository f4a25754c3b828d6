/// Sealing what may not be there.
extension SecretSealer {
    /// Seals a secret for one field of one record, if there is one.
    ///
    /// - Throws: `RegistrationError.sealing`.
    func sealIfPresent(
        _ secret: Secret?, record: String, field: SealedField
    ) throws(RegistrationError) -> SealedSecret? {
        guard let secret else { return nil }
        do {
            return try seal(secret, record: record, field: field)
        } catch {
            throw .sealing(error)
        }
    }

    /// Opens a sealed secret of one field of one record, if there is one.
    ///
    /// - Throws: `RegistrationError.sealing`.
    func openIfPresent(
        _ sealed: SealedSecret?, record: String, field: SealedField
    ) throws(RegistrationError) -> Secret? {
        guard let sealed else { return nil }
        do {
            return try open(sealed, record: record, field: field)
        } catch {
            throw .sealing(error)
        }
    }
}
