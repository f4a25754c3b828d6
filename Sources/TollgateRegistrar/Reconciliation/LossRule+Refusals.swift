internal import Foundation

/// Providers that do not let a client be managed, for the moment or for good.
///
/// RFC 7592 §2 has 401 for a registration access token that is not good and for a client that is not there; 403 and 404
/// are seen for the same. It is believed only after it was asked again several times. Until then the client keeps its
/// state and what it was granted, so that gates go on admitting it and others go on asking for it.
extension LossRule {
    /// Returns the step that a change or a read of a client ends with which was refused like that.
    ///
    /// A refused change only makes doubtful what a read or a deletion must confirm.
    ///
    /// - Parameters:
    ///   - record: The client's record, which is `updating` or `deleting`.
    ///   - refusal: The refusal.
    ///   - doubt: The reason for the doubt to which the record returns; `nil` if it returns to `active`, or stays
    ///     `deleting`.
    ///   - now: The time in Unix seconds.
    /// - Returns: The step.
    func step(
        of record: ClientRecord, after refusal: RegistrationRefusal, doubt: String?, now: Int64
    ) -> ClientTransition {
        var refusals = record.refusals ?? ManagementRefusals(count: 0, since: now, lastAt: now)
        let confirms = refusal.exchange.operation == .read || refusal.exchange.operation == .delete
        if confirms, record.refusals == nil || nextAttempt(after: refusals) <= now {
            refusals.count += 1
            refusals.lastAt = now
        }
        guard confirms, isLost(after: refusals, at: now) else {
            return .managementRefused(refusals, doubt: doubt)
        }
        return .lost(
            reason: "\(refusal); the provider was asked \(refusals.count) times since \(refusals.since.shownAsTime)")
    }

    /// Returns the step that a deletion ends with which the provider did not confirm.
    func deletionEnd(
        of deleting: ClientRecord, after error: RegistrationError, at provider: Provider, now: Int64
    ) -> ClientTransition {
        guard case .refused(let refusal) = error, refusal.isAboutManagement(at: provider) else {
            return .deletionUnfinished
        }
        return step(of: deleting, after: refusal, doubt: nil, now: now)
    }

    /// Says whether the provider has refused, and is not to be asked again yet.
    func isPausing(_ record: ClientRecord, now: Int64) -> Bool {
        record.refusals.map { now < nextAttempt(after: $0) } ?? false
    }

    /// Describes the refusals of a client's provider, in words for a person.
    func doubt(about record: ClientRecord) -> String {
        guard let refusals = record.refusals else { return "" }
        return
            "the provider has not let it be managed since \(refusals.since.shownAsTime); it keeps what it was granted,"
            + " and the provider is asked again from \(nextAttempt(after: refusals).shownAsTime) on"
            + " (\(refusals.count) of \(self.refusals) refusals; these within at least \(spanSeconds) s make it lost)"
    }
}

extension RegistrationRefusal {
    /// Says whether the refusal means that the client cannot be managed with the right that its provider gave for that.
    ///
    /// Where the registrar's own right manages clients, it is about that and says nothing of the client.
    func isAboutManagement(at provider: Provider) -> Bool {
        guard provider.driver.management == .registrationAccessToken else { return false }
        return switch (exchange.operation, status) {
        case (.register, _): false
        case (_, 401), (_, 403), (.read, 404), (.read, 410), (.update, 404), (.update, 410): true
        default: false
        }
    }
}

extension Int64 {
    /// A time in Unix seconds, in the form of ISO 8601.
    var shownAsTime: String {
        Date(timeIntervalSince1970: TimeInterval(self)).formatted(.iso8601)
    }
}
