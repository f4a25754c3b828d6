/// The end of changes and reads that gave no usable answer.
struct ChangeSettlement: Sendable {
    let records: ClientRecords
    let credentials: CredentialSealer
    let access: ProviderAccess
    let lossRule: LossRule

    /// Records how a change or a read ended that gave no usable answer.
    ///
    /// A refusal means that nothing has changed since the change was sent; whether an earlier change whose answer was
    /// lost took effect is as unknown as before. A refusal of the right to manage the client is asked again before it
    /// is believed. A read that was answered with something else has changed nothing either.
    func settle(_ operation: ClientOperation<ManagementTarget>, after error: RegistrationError) async {
        let provider = operation.provider
        if case .refused(let refusal) = error, refusal.status == 401, provider.driver.management == .initialAccess {
            access.forgetInitialAccess(to: provider)
        }
        _ = try? await records.commit(step(of: operation, after: error), to: operation.record)
    }

    private func step(
        of operation: ClientOperation<ManagementTarget>, after error: RegistrationError
    ) -> ClientTransition {
        let wasActive = operation.target.earlierState == .active
        switch error {
        case .refused(let refusal) where refusal.isAboutManagement(at: operation.provider):
            return lossRule.step(
                of: operation.record, after: refusal, doubt: wasActive ? nil : error.description, now: records.now())
        case .refused where wasActive, .notSent where wasActive: return .updateRefused
        case .responseInvalid(let exchange, let defect)
        where wasActive && exchange.operation == .read && defect.isAboutNothing:
            return .updateRefused
        default: return salvaging(error, operation.record) ?? .inDoubt(reason: error.description, clientID: nil)
        }
    }

    /// Keeps the secrets of an unusable answer: a registration access token may be good only once (RFC 7592 §3).
    private func salvaging(_ error: RegistrationError, _ record: ClientRecord) -> ClientTransition? {
        guard case .responseInvalid(_, let defect) = error, let partialResponse = defect.partialResponse,
            let old = record.registration
        else { return nil }
        var response = credentials.withoutRevealedSecret(RegistrationResponse(partialResponse), for: record)
        response.clientID = old.clientID
        response.registrationClientURI = nil
        response.members = old.members
        let kept = try? credentials.registration(from: response, for: record)
        return kept.map { .salvaged($0, reason: error.description) }
    }
}
