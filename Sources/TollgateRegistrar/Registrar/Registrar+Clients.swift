public import TollgateCatalogue

/// Clients: registering, changing and deleting them, and their credentials.
extension Registrar {
    /// Registers a client for an application, with exactly the scopes of one product on one plan.
    ///
    /// ```swift
    /// let credential = try await registrar.register(
    ///     application: "Acme", product: "payments", plan: "free", provider: "portal")
    /// print(credential.clientID, credential.scopes)
    /// ```
    ///
    /// - Parameters:
    ///   - application: The application's name, which becomes the client's name at the provider.
    ///   - product: The product's name in the catalogue.
    ///   - plan: The plan's name in the catalogue.
    ///   - clientType: The client type.
    ///   - redirectURIs: The redirect URIs, for client types that need them.
    ///   - provider: The provider's name.
    /// - Returns: The credential, with the warnings that the provider's answer gives cause to.
    /// - Throws: `RegistrationError.requestInvalid` for a name, redirect URIs or metadata that cannot be registered;
    ///   `.productUnknown`, `.planUnknown` or `.access(.planNotForProduct)` if the catalogue does not have the two;
    ///   `.providerUnknown`, `.providerInvalid` or `.sealing` if the provider cannot be opened; `.providerBusy` if too
    ///   many wait for it; `.discoveryFailed`, `.registrationUnsupported` or `.initialAccessFailed` if it does not get
    ///   as far as the registration; `.refused` or `.notSent` if there is no client; `.narrowed` if it came out with
    ///   too little; `.tokenRejected` if its first token does not pass, `.tokenUnverified` if it is not active before a
    ///   reconciliation has found out; `.clientTaken` if the provider answered with a client that is another's: nothing
    ///   has come of it; `.sealing`, `.clientBusy`, `.clientState` or `.store` if its credential could not be kept.
    ///   After `.outcomeUnknown` and `.responseInvalid` the record is in doubt: a client may exist at the provider, and
    ///   the registration is not repeated.
    public func register(
        application: String, product: String, plan: String, clientType: ClientType = .backend,
        redirectURIs: [String] = [], provider: String
    ) async throws(RegistrationError) -> IssuedCredential {
        try Application.checkName(application)
        try clientType.check(redirectURIs: redirectURIs)
        let subscription = Subscription(id: Identifier.make(), product: product, plan: plan)
        let settings = ClientSettings(
            application: application, subscriptions: [subscription],
            scopes: try scopes().scopes(of: [subscription]), clientType: clientType, redirectURIs: redirectURIs)
        return try await lifecycle.creation.register(settings, at: provider)
    }

    /// Changes a client at its provider (RFC 7592 §2.2).
    ///
    /// The provider may issue a new secret with it; the credential that is returned holds the one that is good now.
    ///
    /// ```swift
    /// let credential = try await registrar.update(id, ClientChanges(plan: "gold"))
    /// ```
    ///
    /// - Parameters:
    ///   - id: The client's record.
    ///   - changes: The changes.
    /// - Returns: The credential after the change.
    /// - Throws: `RegistrationError.clientUnknown` if there is no such record; `.clientBusy` while another operation is
    ///   under way; `.clientState` if the client is in no state to be changed; `.clientUnmanaged` if the provider gave
    ///   nothing to manage it with; `.requestInvalid`, `.productUnknown`, `.planUnknown`, `.access(.planNotForProduct)`
    ///   or `.access(.plansConflict)` for changes that cannot be made; `.providerUnknown`, `.providerInvalid` or
    ///   `.sealing` if the provider or the client cannot be opened; `.providerBusy` if too many wait for it;
    ///   `.discoveryFailed`, `.registrationUnsupported` or `.initialAccessFailed` where the registrar's own right
    ///   manages clients; `.refused` or `.notSent` if nothing changed; `.narrowed` if the provider granted less than
    ///   asked, in which case the old settings stay on the books; `.credentialNotKept`, which holds the only copy of
    ///   the new credential, if the provider did it but the store failed; `.store`. `.outcomeUnknown` and
    ///   `.responseInvalid` leave the record in doubt, from which a later update may bring it back.
    public func update(_ id: String, _ changes: ClientChanges) async throws(RegistrationError) -> IssuedCredential {
        try await lifecycle.updates.update(id, changes)
    }

    /// Gives a client a new secret, in the way that its provider has.
    ///
    /// Most providers refuse the old secret from then on.
    ///
    /// ```swift
    /// _ = try await registrar.rotateSecret(id)
    /// let secret = try await registrar.revealSecret(id).clientSecret
    /// ```
    ///
    /// - Parameter id: The client's record.
    /// - Returns: The credential with the new secret, which is also kept until its owner has seen it.
    /// - Throws: `RegistrationError.clientUnknown` if there is no such record; `.clientBusy` while another operation is
    ///   under way; `.clientState` if the client is in no state to be changed; `.requestInvalid` if clients of its type
    ///   have no secret, or the request cannot be made; `.rotationUnsupported` if the provider has no way;
    ///   `.clientUnmanaged` if it gave nothing to manage the client with; `.providerUnknown`, `.providerInvalid` or
    ///   `.sealing` if the provider or the client cannot be opened; `.providerBusy` if too many wait for it;
    ///   `.discoveryFailed`, `.registrationUnsupported` or `.initialAccessFailed` where the registrar's own right
    ///   manages clients; `.refused` or `.notSent` if the old secret is still good; `.secretNotRotated` if the provider
    ///   accepted the request and issued no secret; `.narrowed` if the answer shows less than the client was granted;
    ///   `.credentialNotKept`, which holds the only copy of the new credential, if the store failed; `.store`.
    ///   `.outcomeUnknown` and `.responseInvalid` leave the record in doubt.
    public func rotateSecret(_ id: String) async throws(RegistrationError) -> IssuedCredential {
        try await lifecycle.renewal.rotate(id)
    }

    /// Deletes a client at its provider (RFC 7592 §2.3).
    ///
    /// The notice `deleting` is published before the provider is asked, so that the gate refuses the client's tokens
    /// even if the provider never answers. A deletion that did not come to an end can be repeated.
    ///
    /// ```swift
    /// if try await registrar.delete(id) == .lost {
    ///     // Remove the client at the provider by hand, then:
    ///     try await registrar.forget(id)
    /// }
    /// ```
    ///
    /// - Parameter id: The client's record.
    /// - Returns: `.lost` if the provider gave no means to delete the client, or has refused that often enough to be
    ///   believed (see ``LossRule``).
    /// - Throws: `RegistrationError.clientUnknown` if there is no such record; `.clientBusy` while another operation is
    ///   under way; `.clientState` if there is no client to delete; `.providerUnknown`, `.providerInvalid` or
    ///   `.sealing` if the provider or the client cannot be opened; `.discoveryFailed`, `.registrationUnsupported` or
    ///   `.initialAccessFailed` where the registrar's own right manages clients; `.refused`, `.notSent`,
    ///   `.outcomeUnknown` or `.providerBusy` if the provider has not confirmed: the record then stays `deleting`;
    ///   `.store`.
    @discardableResult
    public func delete(_ id: String) async throws(RegistrationError) -> DeletionOutcome {
        try await lifecycle.deletion.delete(id)
    }

    /// Takes a client off the books that an operator has removed at the provider by hand, or has not found there.
    ///
    /// That is also the way out for a registration that died before its answer was stored, and for a deletion that
    /// the provider will never confirm because it is gone itself.
    ///
    /// - Parameter id: The record of a client that failed, is in doubt or was lost, or whose registration or deletion
    ///   has come to a standstill.
    /// - Throws: `RegistrationError.clientUnknown` if there is no such record; `.clientBusy` while the registration or
    ///   deletion may still be under way; `.clientState` in any other state; `.store`.
    public func forget(_ id: String) async throws(RegistrationError) {
        try await lifecycle.deletion.forget(id)
    }

    /// Returns a client's credential without its secret.
    ///
    /// - Parameter id: The client's record.
    /// - Returns: The credential, without warnings.
    /// - Throws: `RegistrationError.clientUnknown` if there is no such record; `.clientState` if there is no client to
    ///   have a credential; `.store`.
    public func credential(_ id: String) async throws(RegistrationError) -> IssuedCredential {
        try await lifecycle.secrets.credential(of: id)
    }

    /// Returns a client's credential with its secret, which is erased: it can be had once.
    ///
    /// The secret is erased before it is returned. If the answer is lost on its way, only a rotation helps; the other
    /// order could show a secret twice. A sealed digest stays, so that the same secret is not kept again where the
    /// provider repeats it in a later answer.
    ///
    /// - Parameter id: The client's record.
    /// - Returns: The credential, without warnings.
    /// - Throws: `RegistrationError.clientUnknown` if there is no such record; `.access(.secretGone)` if the secret was
    ///   revealed before, has expired, or never was; `.clientBusy` if the record is being changed; `.clientState` if
    ///   there is no client, or it is not active yet; `.sealing` if the secret cannot be opened; `.store`.
    public func revealSecret(_ id: String) async throws(RegistrationError) -> IssuedCredential {
        try await lifecycle.secrets.revealSecret(of: id)
    }

    /// Returns one client record, its secrets sealed.
    ///
    /// - Throws: `RegistrationError.clientUnknown` or `.store`.
    public func client(_ id: String) async throws(RegistrationError) -> ClientRecord {
        try await lifecycle.records.record(id)
    }

    /// Lists all client records, oldest first, their secrets sealed.
    ///
    /// - Throws: `RegistrationError.store`.
    public func clients() async throws(RegistrationError) -> [ClientRecord] {
        try await lifecycle.records.all()
    }

    /// Lists client records in parts, oldest first, their secrets sealed.
    ///
    /// - Throws: `RegistrationError.store`.
    public func clients(
        _ filter: ClientFilter, in window: ListWindow
    ) async throws(RegistrationError) -> ListPage<ClientRecord> {
        try await store.clients(filter, in: window)
    }
}
