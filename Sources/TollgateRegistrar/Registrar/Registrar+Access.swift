public import TollgateCatalogue

/// Access requests, and the subscriptions that come of them.
extension Registrar {
    /// Asks for a product on a plan on behalf of an application.
    ///
    /// Where the product approves automatically, that happens at once; if it does not come to an end, the request says
    /// so: it is `failed` with the reason, or stays `approved` and is taken up again. A request that could not be
    /// registered anyway is refused here, so that no admin has to decide about it. A request that was approved like
    /// that and did not come to an end is taken up again at once when the same is asked for again.
    ///
    /// ```swift
    /// let request = try await registrar.requestAccess(application: application.id, product: "payments", plan: "free")
    /// ```
    ///
    /// - Parameters:
    ///   - id: The application's identifier.
    ///   - product: The product's name in the catalogue.
    ///   - plan: The plan's name in the catalogue.
    ///   - clientType: The name of the client type.
    ///   - redirectURIs: The redirect URIs, for client types that need them.
    ///   - startsAt: The time at which the subscription is to begin, in Unix seconds; `nil` for at once.
    ///   - endsAt: The time at which it is to end, in Unix seconds; `nil` for never.
    /// - Returns: The request.
    /// - Throws: `RegistrationError.access(.applicationUnknown)` if there is no such application; `.productUnknown`,
    ///   `.planUnknown` or `.access(.planNotForProduct)` if the catalogue does not have the two;
    ///   `.access(.productNotOffered)` or `.access(.clientTypeNotOffered)` if there is no such offer; `.requestInvalid`
    ///   for redirect URIs that the client type does not allow; `.access(.datesInvalid)` if the subscription would
    ///   never hold; `.access(.plansConflict)` if the client would have two plans between which the gate cannot choose;
    ///   `.access(.requestOpen)` if the same was asked for and is open; `.store`, also if an automatic approval could
    ///   not begin.
    public func requestAccess(
        application id: String, product: String, plan: String, clientType: String = ClientType.backend.name,
        redirectURIs: [String] = [], startsAt: Int64? = nil, endsAt: Int64? = nil
    ) async throws(RegistrationError) -> AccessRequest {
        try await access.make(
            application: id, product: product, plan: plan, clientType: clientType, redirectURIs: redirectURIs,
            startsAt: startsAt, endsAt: endsAt)
    }

    /// Lists all access requests, oldest first.
    ///
    /// - Throws: `RegistrationError.store`.
    public func requests() async throws(RegistrationError) -> [AccessRequest] {
        try await requestRecords.all()
    }

    /// Lists access requests in parts, oldest first.
    ///
    /// - Throws: `RegistrationError.store`.
    public func requests(
        _ filter: AccessRequestFilter, in window: ListWindow
    ) async throws(RegistrationError) -> ListPage<AccessRequest> {
        try await store.requests(filter, in: window)
    }

    /// Returns the access request of this identifier.
    ///
    /// - Throws: `RegistrationError.access(.requestUnknown)` or `.store`.
    public func request(_ id: String) async throws(RegistrationError) -> AccessRequest {
        try await requestRecords.request(id)
    }

    /// Approves a request and gives the application its product: a client, or one more subscription of the client that
    /// it has.
    ///
    /// A request that was approved before and not yet fulfilled is taken up again; one that is fulfilled is returned
    /// as it is. A subscription that begins later is fulfilled by ``reconcile(comparing:progress:)``.
    ///
    /// ```swift
    /// let approved = try await registrar.approve(request.id, by: "ann")
    /// if case .fulfilled(let client) = approved.state {
    ///     let credential = try await registrar.revealSecret(client)
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - id: The request.
    ///   - admin: The name of the admin who approves.
    /// - Returns: The request, which names the client's record once it is fulfilled.
    /// - Throws: `RegistrationError.access(.requestUnknown)` if there is no such request;
    ///   `.access(.requestTransitionRefused)` if it was rejected or withdrawn; `.access(.requestOpen)` if another one
    ///   for the same is open; `.access(.requestUnderWay)` if it is being rejected or withdrawn; `.recordChanged` if it
    ///   was changed meanwhile; `.access(.clientInTheWay)`, which says how to settle the application's client first;
    ///   `.store`. The errors of ``requestAccess(application:product:plan:clientType:redirectURIs:startsAt:endsAt:)``
    ///   where catalogue or offer have changed since, and otherwise those of
    ///   ``register(application:product:plan:clientType:redirectURIs:provider:)`` and ``update(_:_:)``: the request is
    ///   then `failed` if the provider said no, and `approved` if it is worth trying again or the outcome is not known.
    public func approve(_ id: String, by admin: String) async throws(RegistrationError) -> AccessRequest {
        try await access.approve(id, by: admin)
    }

    /// Turns a request down, also one that was approved, as long as nothing is under way for it.
    ///
    /// - Parameters:
    ///   - id: The request.
    ///   - admin: The name of the admin who rejects it.
    ///   - reason: The reason for the developer; at most 2 000 characters, not empty.
    /// - Returns: The request as it is now.
    /// - Throws: `RegistrationError.requestInvalid` if the reason is empty, too long or cannot be shown;
    ///   `.access(.requestUnknown)` if there is no such request; `.access(.requestTransitionRefused)` if it is
    ///   rejected, withdrawn or fulfilled already; `.access(.requestUnderWay)` if it is being carried out, or a client
    ///   has the subscription; `.recordChanged` if it was changed meanwhile; `.store`.
    public func reject(_ id: String, by admin: String, reason: String) async throws(RegistrationError) -> AccessRequest
    {
        try await access.reject(id, by: admin, reason: reason)
    }

    /// Takes back a request that is undecided or has failed, or that was approved and for which nothing is under way.
    ///
    /// - Throws: `RegistrationError.access(.requestUnknown)` if there is no such request;
    ///   `.access(.requestTransitionRefused)` if it is rejected, withdrawn or fulfilled already;
    ///   `.access(.requestUnderWay)` if it is being carried out, or a client has the subscription; `.recordChanged` if
    ///   it was changed meanwhile; `.store`.
    public func withdraw(_ id: String) async throws(RegistrationError) -> AccessRequest {
        try await access.withdraw(id)
    }

    /// Moves a subscription to another plan: the client stays, with the new plan's scopes.
    ///
    /// - Parameters:
    ///   - id: The subscription.
    ///   - client: The client's record.
    ///   - plan: The new plan's name in the catalogue.
    /// - Returns: The credential after the change.
    /// - Throws: `RegistrationError.access(.subscriptionUnknown)` if the client has no such subscription, or is gone;
    ///   otherwise as ``update(_:_:)``.
    @discardableResult
    public func changePlan(
        of id: String, client: String, to plan: String
    ) async throws(RegistrationError) -> IssuedCredential {
        try await subscriptions.changePlan(of: id, client: client, to: plan)
    }

    /// Sets plan and dates of a subscription.
    ///
    /// - Parameters:
    ///   - changed: The subscription as it is to be; its identifier says which one it is, its product stays.
    ///   - client: The client's record.
    /// - Returns: The credential after the change.
    /// - Throws: `RegistrationError.access(.datesInvalid)` if the subscription would never hold;
    ///   `.access(.subscriptionUnknown)` if the client has no such subscription, or is gone; otherwise as
    ///   ``update(_:_:)``.
    @discardableResult
    public func changeSubscription(
        _ changed: Subscription, client: String
    ) async throws(RegistrationError) -> IssuedCredential {
        try await subscriptions.change(changed, client: client)
    }

    /// Takes a product away from a client; a client that has no other is deleted.
    ///
    /// - Parameters:
    ///   - id: The subscription.
    ///   - client: The client's record.
    /// - Throws: `RegistrationError.clientUnknown` if there is no such record; `.access(.subscriptionUnknown)` if the
    ///   client has no such subscription, or is gone; otherwise as ``update(_:_:)``, or as ``delete(_:)`` for the last
    ///   subscription.
    public func revoke(_ id: String, client: String) async throws(RegistrationError) {
        try await subscriptions.revoke(id, client: client)
    }
}
