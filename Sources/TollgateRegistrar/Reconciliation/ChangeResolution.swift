/// The resolution of changes that were interrupted: whether they took effect, and their end.
struct ChangeResolution: Sendable {
    let providers: ProviderBook
    let reading: ClientReading
    let updates: ClientUpdate
    let renewal: SecretRenewal

    /// Reads a client and sends its change again if that has not taken effect.
    ///
    /// - Parameter record: The client's record, which is `updating`, or in doubt and manageable.
    /// - Returns: The outcome of the change.
    /// - Throws: The error of the reading, or of the update or the rotation that is sent again.
    func resolve(_ record: ClientRecord) async throws(RegistrationError) -> ReconcileResult {
        let driver = try await providers.provider(record.provider).driver
        // A replacement gives the same twice; where nothing can be read, it settles what became of the first.
        guard driver.offersRead else { return try await repeatUnread(record) }
        let (current, response) = try await reading.read(record)
        guard let intent = record.intent else {
            let changed = response.clientSecret == nil ? "" : "; the provider issued a new secret"
            return ReconcileResult(
                .settled, "it can be managed; if its secret does not work, rotate it" + changed)
        }
        guard !response.shows(intent, operationID: record.operationID) else {
            return ReconcileResult(.settled, "its change had taken effect")
        }
        // The read gave a registration access token that is good, and a replacement gives the same twice.
        _ = try await updates.send(intent, to: current)
        return ReconcileResult(.settled, "its change had not taken effect and was made now")
    }

    private func repeatUnread(_ record: ClientRecord) async throws(RegistrationError) -> ReconcileResult {
        guard let intent = record.intent else {
            _ = try await renewal.rotate(record)
            return ReconcileResult(.settled, "its secret was renewed again")
        }
        _ = try await updates.send(intent, to: record)
        return ReconcileResult(.settled, "its change was made again")
    }
}
