/// Applications, and the products that they can ask for.
extension Registrar {
    /// Adds an application.
    ///
    /// - Parameters:
    ///   - name: Its name, which becomes the name of its clients at the providers.
    ///   - description: Its purpose, at most 2 000 characters. Default: empty.
    ///   - owner: The developer it belongs to.
    /// - Returns: The application.
    /// - Throws: `RegistrationError.requestInvalid` for a name, a description or an owner that is too long or cannot be
    ///   shown; `.store`.
    public func createApplication(
        name: String, description: String = "", owner: String
    ) async throws(RegistrationError) -> Application {
        try await applicationBook.create(name: name, description: description, owner: owner)
    }

    /// Lists all applications, oldest first.
    ///
    /// - Throws: `RegistrationError.store`.
    public func applications() async throws(RegistrationError) -> [Application] {
        try await applicationBook.all()
    }

    /// Lists applications in parts, oldest first.
    ///
    /// - Throws: `RegistrationError.store`.
    public func applications(
        _ filter: ApplicationFilter, in window: ListWindow
    ) async throws(RegistrationError) -> ListPage<Application> {
        try await store.applications(filter, in: window)
    }

    /// Returns the application of this identifier.
    ///
    /// - Throws: `RegistrationError.access(.applicationUnknown)` or `.store`.
    public func application(_ id: String) async throws(RegistrationError) -> Application {
        try await applicationBook.application(id)
    }

    /// Changes an application; the clients that it has keep the old name until they are changed themselves.
    ///
    /// - Throws: `RegistrationError.requestInvalid` for a name or a description that is too long or cannot be shown;
    ///   `.access(.applicationUnknown)` if there is no such application; `.recordChanged` if it was changed meanwhile;
    ///   `.store`.
    public func updateApplication(
        _ id: String, _ changes: ApplicationChanges
    ) async throws(RegistrationError) -> Application {
        try await applicationBook.update(id, changes)
    }

    /// Removes an application and its requests.
    ///
    /// - Throws: `RegistrationError.access(.applicationInUse)`, naming the clients, as long as it has any whose state
    ///   is not final; `.access(.applicationUnknown)` if there is no such application; `.store`.
    public func deleteApplication(_ id: String) async throws(RegistrationError) {
        try await applicationBook.delete(id)
    }

    /// Offers a product at a provider, from now on and for certain client types.
    ///
    /// ```swift
    /// try await registrar.offer(ProductOffer(product: "payments", provider: "portal", clientTypes: ["backend"]))
    /// ```
    ///
    /// - Parameter offer: The offer; it takes the place of the product's old one.
    /// - Throws: `RegistrationError.productUnknown` if the catalogue has no such product; `.requestInvalid` if there is
    ///   no such client type; `.providerUnknown` if there is no such provider; `.store`.
    public func offer(_ offer: ProductOffer) async throws(RegistrationError) {
        try await offerBook.put(offer)
    }

    /// Lists all offers, by product.
    ///
    /// - Throws: `RegistrationError.store`.
    public func offers() async throws(RegistrationError) -> [ProductOffer] {
        try await offerBook.all()
    }

    /// Returns the offer of a product.
    ///
    /// - Throws: `RegistrationError.access(.productNotOffered)` or `.store`.
    public func offer(of product: String) async throws(RegistrationError) -> ProductOffer {
        try await offerBook.offer(of: product)
    }

    /// Ends the offer of a product; clients that have it keep it.
    ///
    /// - Throws: `RegistrationError.access(.offerUnknown)` if the product is not offered; `.store`.
    public func withdrawOffer(of product: String) async throws(RegistrationError) {
        try await offerBook.withdraw(product)
    }
}
