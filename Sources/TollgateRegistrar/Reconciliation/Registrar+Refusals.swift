internal import Foundation

/// Providers that do not let a client be managed, for the moment or for good.
///
/// RFC 7592 §2 has 401 for a registration access token that is not good and for a client that is not there; 403 and 404
/// are seen for the same. It is believed only after it was asked again several times, see `LossRule`. Until then the
/// client keeps its state and what it was granted, so that gates go on admitting it and others go on asking for it.
extension Registrar {
    /// Whether a refusal says that the client cannot be managed with what its provider gave for that.
    ///
    /// Where the registrar's own right manages clients, it is about that and says nothing of the client.
    static func isAboutManagement(_ refusal: RegistrationRefusal, at provider: Provider) -> Bool {
        guard provider.driver.management == .registrationAccessToken else { return false }
        return switch (refusal.exchange.operation, refusal.status) {
        case (.register, _): false
        case (_, 401), (_, 403), (.read, 404), (.read, 410), (.update, 404), (.update, 410): true
        default: false
        }
    }

    /// The step that a change or a look at a client ends with which was refused like that.
    ///
    /// A refused change only makes doubtful what a look must confirm.
    ///
    /// - Parameters:
    ///   - record: The client's record, which is `updating` or `deleting`.
    ///   - refusal: The refusal.
    ///   - doubt: Why the record goes back into doubt; `nil` if it goes back to `active`, or stays `deleting`.
    /// - Returns: The step.
    func step(
        of record: ClientRecord, after refusal: RegistrationRefusal, doubt: String?
    ) -> ClientTransition {
        let time = now()
        var refusals = record.refusals ?? ManagementRefusals(count: 0, since: time, lastAt: time)
        let isLook = refusal.exchange.operation == .read || refusal.exchange.operation == .delete
        if isLook, record.refusals == nil || lossRule.nextAttempt(after: refusals) <= time {
            refusals.count += 1
            refusals.lastAt = time
        }
        guard isLook, lossRule.isLost(after: refusals, at: time) else {
            return .managementRefused(refusals, doubt: doubt)
        }
        return .lost(
            reason: "\(refusal); the provider was asked \(refusals.count) times since \(Self.shown(refusals.since))")
    }

    /// The step that a deletion ends with which the provider did not confirm.
    func deletionEnd(
        of deleting: ClientRecord, after error: RegistrationError, at provider: Provider
    ) -> ClientTransition {
        guard case .refused(let refusal) = error, Self.isAboutManagement(refusal, at: provider) else {
            return .deletionUnfinished
        }
        return step(of: deleting, after: refusal, doubt: nil)
    }

    /// Whether the provider has refused, and is not to be asked again yet.
    func isPausing(_ record: ClientRecord) -> Bool {
        record.refusals.map { now() < lossRule.nextAttempt(after: $0) } ?? false
    }

    /// Asks again whether a client can be managed whose provider has refused that.
    ///
    /// - Returns: What came of it, as a finding.
    func askAgain(
        _ record: ClientRecord
    ) async throws(RegistrationError) -> (outcome: ReconcileFinding.Outcome, detail: String) {
        do {
            _ = try await read(record)
            return (.settled, "the provider lets it be managed again")
        } catch {
            return try await refusal(error, of: record)
        }
    }

    /// What a refusal has come to that is asked again, as a finding; any other error is thrown.
    func refusal(
        _ error: RegistrationError, of record: ClientRecord
    ) async throws(RegistrationError) -> (outcome: ReconcileFinding.Outcome, detail: String) {
        guard case .refused(let refusal) = error else { throw error }
        let current = try await self.record(record.id)
        if current.state.isLost { return (.needsAttention, current.state.reason ?? refusal.description) }
        guard current.refusals != nil else { throw error }
        return (.needsAttention, "\(refusal); " + doubt(about: current))
    }

    /// How the refusals of a client's provider stand, in words for a person.
    func doubt(about record: ClientRecord) -> String {
        guard let refusals = record.refusals else { return "" }
        return
            "the provider has not let it be managed since \(Self.shown(refusals.since)); it keeps what it was granted,"
            + " and the provider is asked again from \(Self.shown(lossRule.nextAttempt(after: refusals))) on"
            + " (\(refusals.count) of \(lossRule.refusals) refusals; these within at least \(lossRule.spanSeconds) s make"
            + " it lost)"
    }

    static func shown(_ time: Int64) -> String {
        Date(timeIntervalSince1970: TimeInterval(time)).formatted(.iso8601)
    }
}
