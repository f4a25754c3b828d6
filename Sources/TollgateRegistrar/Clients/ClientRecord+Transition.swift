internal import TollgateCatalogue

extension ClientRecord {
    /// Returns the record after a step.
    ///
    /// Every store calls this inside its own transaction, so that no store can hold a record that the registrar's
    /// rules do not allow.
    ///
    /// - Parameters:
    ///   - transition: The step.
    ///   - version: The version that the caller saw.
    ///   - now: The time in Unix seconds.
    /// - Returns: The record to store, with the next version.
    /// - Throws: `RegistrationError.recordChanged` if the record has changed since,
    ///   `RegistrationError.transitionRefused` if its state does not allow the step, or it would give the record
    ///   another client.
    public func applying(
        _ transition: ClientTransition, at version: Int, now: Int64
    ) throws(RegistrationError) -> ClientRecord {
        guard version == self.version else { throw .recordChanged(id: id, expected: version, found: self.version) }
        guard allows(transition) else { throw refusal(of: transition.name) }
        var next = after(transition, now: now)
        // An answer is about the client that was asked about, or it is not believed.
        if let old = clientID, let new = next.clientID, old.exact != new.exact { throw refusal(of: transition.name) }
        if next.state.isFinal { next.refusals = nil }
        next.version += 1
        next.updatedAt = now
        return next
    }

    /// Refuses to let the record be removed unless its registration was never sent, for all that is known.
    ///
    /// - Parameter version: The version that the caller saw.
    /// - Throws: `RegistrationError.recordChanged` if the record has changed since; `.transitionRefused` if it is not
    ///   `registering`, or has a registration.
    public func checkDiscardable(at version: Int) throws(RegistrationError) {
        guard version == self.version else { throw .recordChanged(id: id, expected: version, found: self.version) }
        guard state == .registering, registration == nil else { throw refusal(of: "discard") }
    }

    private func refusal(of step: String) -> RegistrationError {
        .transitionRefused(id: id, state: state, transition: step)
    }

    /// Says whether the state allows a step, and so does the knowledge of the client.
    private func allows(_ transition: ClientTransition) -> Bool {
        guard state.allows(transition) else { return false }
        guard case .inDoubt = state else { return true }
        switch transition {
        // The registration's answer, late.
        case .compensating: return registration == nil && operationID != nil
        case .updating: return registration?.isManaged == true
        default: return true
        }
    }

    private func after(_ transition: ClientTransition, now: Int64) -> ClientRecord {
        switch transition {
        case .registered(let answer): moved(to: .active).registered(answer)
        // The operation goes on: the check follows at once.
        case .awaitingToken(let answer): moved(to: .verifying(reason: nil), by: operationID).registered(answer)
        case .verifying(let operation): moved(to: .verifying(reason: nil), by: operation)
        case .verificationUnfinished(let reason): moved(to: .verifying(reason: reason))
        case .verified: moved(to: .active)
        // The operation goes on: the deletion follows at once.
        case .compensating(let answer): moved(to: .deleting, by: operationID).registered(answer)
        case .failed(let reason): failed(reason, now: now)
        case .inDoubt(let reason, let clientID): doubted(reason, clientID: clientID)
        case .updating(let operation, let intent): moved(to: .updating, by: operation).intending(intent)
        case .updated(let answer, let settings, _): updated(answer, settings)
        case .updateRefused: moved(to: .active).intending(nil)
        case .managementRefused(let refusals, let doubt): managementRefused(refusals, doubt: doubt)
        case .salvaged(let answer, let reason): salvaged(answer, reason)
        case .secretErased(let digest): secretErased(digest)
        case .resealed(let secret, let digest, let token): resealed(secret, digest, token)
        case .deleting(let operation): moved(to: .deleting, by: operation).intending(nil)
        case .deletionUnfinished: moved(to: .deleting)
        case .deleted: gone(as: .deleted, confirmedAt: now)
        case .forgotten: forgotten()
        case .lost(let reason): moved(to: .lost(reason: reason))
        }
    }
}

// MARK: - What a step changes

extension ClientRecord {
    /// Returns the record in another state; the operation under way is another one, or has ended.
    private func moved(to state: ClientState, by operation: String? = nil) -> ClientRecord {
        var next = self
        next.state = state
        next.operationID = operation
        return next
    }

    private func registered(_ answer: ClientRegistration) -> ClientRecord {
        var next = self
        next.registration = answer
        return next
    }

    private func intending(_ settings: ClientSettings?) -> ClientRecord {
        var next = self
        next.intent = settings
        return next
    }

    private func updated(_ answer: ClientRegistration, _ settings: ClientSettings?) -> ClientRecord {
        var next = moved(to: .active).intending(nil)
        next.registration = registration?.replaced(by: answer) ?? answer
        next.settings = settings ?? self.settings
        next.refusals = nil
        return next
    }

    private func salvaged(_ answer: ClientRegistration, _ reason: String) -> ClientRecord {
        var next = moved(to: .inDoubt(reason: reason), by: operationID)
        next.registration = registration?.replaced(by: answer) ?? answer
        next.refusals = nil
        return next
    }

    /// Returns the record in doubt; of a registration at least the client's identifier may be known, an update has the
    /// registration it had.
    private func doubted(_ reason: String, clientID: String?) -> ClientRecord {
        var next = moved(to: .inDoubt(reason: reason), by: operationID)
        if state == .registering { next.registration = clientID.map(ClientRegistration.unmanaged) }
        return next
    }

    private func managementRefused(_ refusals: ManagementRefusals, doubt: String?) -> ClientRecord {
        var next: ClientRecord
        if state == .deleting {
            next = moved(to: .deleting)
        } else if let doubt {
            next = moved(to: .inDoubt(reason: doubt), by: operationID)
        } else {
            next = moved(to: .active).intending(nil)
        }
        next.refusals = refusals
        return next
    }

    private func secretErased(_ digest: SealedSecret?) -> ClientRecord {
        var next = self
        next.registration?.clientSecret = nil
        next.registration?.revealedSecretDigest = digest ?? registration?.revealedSecretDigest
        return next
    }

    private func resealed(_ secret: SealedSecret?, _ digest: SealedSecret?, _ token: SealedSecret?) -> ClientRecord {
        var next = self
        next.registration?.clientSecret = secret
        next.registration?.revealedSecretDigest = digest
        next.registration?.registrationAccessToken = token
        return next
    }

    /// Returns the record of a client that failed; one that was to be adopted and was not is none of ours, and gates
    /// hear nothing of it.
    private func failed(_ reason: String, now: Int64) -> ClientRecord {
        guard state == .registering else { return gone(as: .failed(reason: reason), confirmedAt: now) }
        var next = moved(to: .failed(reason: reason))
        next.registration = nil
        return next
    }

    /// Returns the record of a client that was forgotten; one that was to be adopted and never was is none of ours, as
    /// above.
    private func forgotten() -> ClientRecord {
        var next = moved(to: .deleted)
        next.registration = state == .registering ? nil : registration?.erased
        return next
    }

    private func gone(as state: ClientState, confirmedAt now: Int64) -> ClientRecord {
        var next = moved(to: state)
        next.registration = registration?.erased
        next.deletionConfirmedAt = now
        return next
    }
}
