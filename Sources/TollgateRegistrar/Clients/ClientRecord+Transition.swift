internal import TollgateCatalogue

extension ClientRecord {
    /// The record after `transition`.
    ///
    /// Every store calls this inside its own transaction, so that no store can hold a record that the registrar's
    /// rules do not allow.
    ///
    /// - Parameters:
    ///   - transition: The step.
    ///   - version: The version that the caller saw.
    ///   - now: The time in Unix seconds.
    /// - Returns: The record to store, with the next version.
    /// - Throws: `ClientStoreError.conflict` if the record has changed since, `ClientStoreError.transitionRefused` if
    ///   its state does not allow the step, or it would give the record another client.
    public func applying(
        _ transition: ClientTransition, at version: Int, now: Int64
    ) throws(ClientStoreError) -> ClientRecord {
        guard version == self.version else { throw .conflict(id: id, expected: version, found: self.version) }
        var next = self
        next.operationID = nil
        switch (transition, state) {
        case (.registered(let registration), .registering):
            next.state = .active
            next.registration = registration
        case (.awaitingToken(let registration), .registering):
            // The operation goes on: the check follows at once.
            next.state = .verifying(reason: nil)
            next.operationID = operationID
            next.registration = registration
        case (.verifying(let operationID), .verifying):
            next.state = .verifying(reason: nil)
            next.operationID = operationID
        case (.verificationUnfinished(let reason), .verifying):
            next.state = .verifying(reason: reason)
        case (.verified, .verifying):
            next.state = .active
        case (.compensating(let registration), .registering),
            (.compensating(let registration), .inDoubt) where self.registration == nil && operationID != nil:
            // The operation goes on: the deletion follows at once.
            next.state = .deleting
            next.operationID = operationID
            next.registration = registration
        case (.failed(let reason), .registering), (.failed(let reason), .deleting):
            next.state = .failed(reason: reason)
            // A client that was to be adopted and was not is none of ours: gates hear nothing of it.
            next.registration = state == .deleting ? registration?.erased : nil
            if state == .deleting { next.deletionConfirmedAt = now }
        case (.inDoubt(let reason, let clientID), .registering):
            next.state = .inDoubt(reason: reason)
            next.operationID = operationID
            next.registration = clientID.map(ClientRegistration.unmanaged)
        case (.inDoubt(let reason, _), .updating):
            next.state = .inDoubt(reason: reason)
            next.operationID = operationID
        case (.updating(let operationID, let intent), .active), (.updating(let operationID, let intent), .updating):
            next.state = .updating
            next.operationID = operationID
            next.intent = intent
        case (.updating(let operationID, let intent), .inDoubt) where registration?.isManaged == true:
            next.state = .updating
            next.operationID = operationID
            next.intent = intent
        case (.updated(let registration, let grant, _), .updating):
            next.state = .active
            next.registration = self.registration?.replaced(by: registration) ?? registration
            next.grant = grant ?? self.grant
            next.intent = nil
            next.refusals = nil
        case (.updateRefused, .updating):
            next.state = .active
            next.intent = nil
        case (.managementRefused(let refusals, let doubt?), .updating):
            next.state = .inDoubt(reason: doubt)
            next.operationID = operationID
            next.refusals = refusals
        case (.managementRefused(let refusals, nil), .updating):
            next.state = .active
            next.intent = nil
            next.refusals = refusals
        case (.managementRefused(let refusals, _), .deleting):
            next.refusals = refusals
        case (.salvaged(let registration, let reason), .updating):
            next.refusals = nil
            next.state = .inDoubt(reason: reason)
            next.operationID = operationID
            next.registration = self.registration?.replaced(by: registration) ?? registration
        case (.secretErased(let revealed), .active), (.secretErased(let revealed), .inDoubt),
            (.secretErased(let revealed), .lost):
            next.operationID = operationID
            next.registration?.clientSecret = nil
            next.registration?.revealedSecretDigest = revealed ?? registration?.revealedSecretDigest
        case (.resealed(let secret, let digest, let token), .active),
            (.resealed(let secret, let digest, let token), .updating),
            (.resealed(let secret, let digest, let token), .deleting),
            (.resealed(let secret, let digest, let token), .inDoubt),
            (.resealed(let secret, let digest, let token), .lost),
            (.resealed(let secret, let digest, let token), .verifying),
            (.resealed(let secret, let digest, let token), .registering):
            next.operationID = operationID
            next.registration?.clientSecret = secret
            next.registration?.revealedSecretDigest = digest
            next.registration?.registrationAccessToken = token
        case (.deleting(let operationID), .active), (.deleting(let operationID), .updating),
            (.deleting(let operationID), .deleting), (.deleting(let operationID), .inDoubt),
            (.deleting(let operationID), .lost), (.deleting(let operationID), .verifying):
            next.state = .deleting
            next.operationID = operationID
            next.intent = nil
        case (.deletionUnfinished, .deleting):
            next.state = .deleting
        case (.deleted, .deleting):
            next.state = .deleted
            next.registration = registration?.erased
            next.deletionConfirmedAt = now
        case (.forgotten, .registering), (.forgotten, .deleting), (.forgotten, .failed),
            (.forgotten, .inDoubt), (.forgotten, .lost):
            next.state = .deleted
            // What was to be adopted and never was is none of ours, as above.
            next.registration = state == .registering ? nil : registration?.erased
        case (.lost(let reason), .updating), (.lost(let reason), .deleting):
            next.state = .lost(reason: reason)
        default:
            throw .transitionRefused(id: id, state: state, transition: transition.name)
        }
        // An answer is about the client that was asked about, or it is not believed.
        if let old = clientID, let new = next.clientID, old.exact != new.exact {
            throw .transitionRefused(id: id, state: state, transition: transition.name)
        }
        if next.state.isFinal { next.refusals = nil }
        next.version += 1
        next.updatedAt = now
        return next
    }

    /// Refuses to let the record be removed unless its registration was never sent, for all that is known.
    ///
    /// - Parameter version: The version that the caller saw.
    /// - Throws: `ClientStoreError.conflict` or `.transitionRefused`.
    public func checkDiscardable(at version: Int) throws(ClientStoreError) {
        guard version == self.version else { throw .conflict(id: id, expected: version, found: self.version) }
        guard state == .registering, registration == nil else {
            throw .transitionRefused(id: id, state: state, transition: "discard")
        }
    }
}
