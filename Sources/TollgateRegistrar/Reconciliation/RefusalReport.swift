/// The report on clients that their providers do not let the registrar manage; it asks again when it is time.
struct RefusalReport: Sendable {
    let records: ClientRecords
    let reading: ClientReading
    let lossRule: LossRule

    /// Says whether the provider has refused, and is not to be asked again yet.
    func isPausing(_ record: ClientRecord) -> Bool {
        lossRule.isPausing(record, now: records.now())
    }

    /// Reports on a client whose provider is not to be asked again yet.
    func pause(of record: ClientRecord) -> ReconcileResult {
        ReconcileResult(.needsAttention, lossRule.doubt(about: record))
    }

    /// Asks again whether a client can be managed whose provider has refused that.
    ///
    /// - Returns: The outcome.
    /// - Throws: The error of the reading, unless it is a refusal that is asked again.
    func askAgain(_ record: ClientRecord) async throws(RegistrationError) -> ReconcileResult {
        do {
            _ = try await reading.read(record)
            return ReconcileResult(.settled, "the provider lets it be managed again")
        } catch {
            return try await result(of: error, about: record)
        }
    }

    /// Reports on a refusal that is asked again; throws any other error.
    func result(
        of error: RegistrationError, about record: ClientRecord
    ) async throws(RegistrationError) -> ReconcileResult {
        guard case .refused(let refusal) = error else { throw error }
        let current = try await records.record(record.id)
        if current.state.isLost {
            return ReconcileResult(.needsAttention, current.state.reason ?? refusal.description)
        }
        guard current.refusals != nil else { throw error }
        return ReconcileResult(.needsAttention, "\(refusal); " + lossRule.doubt(about: current))
    }
}
