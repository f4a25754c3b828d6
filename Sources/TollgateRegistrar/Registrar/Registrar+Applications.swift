internal import TollgateCatalogue

/// Applications and the offers that they can ask for.
extension Registrar {
    /// Adds an application.
    ///
    /// - Parameters:
    ///   - name: Its name, which becomes the name of its clients at the providers.
    ///   - description: What it does.
    ///   - owner: Who it belongs to.
    /// - Returns: The application.
    /// - Throws: `RegistrationError.requestInvalid` or `.store`.
    public func createApplication(
        name: String, description: String = "", owner: String
    ) async throws(RegistrationError) -> Application {
        try Self.checkName(name)
        try Self.checkDescription(description)
        try Self.checkOwner(owner)
        let application = Application(
            id: Self.makeIdentifier(), name: name, description: description, owner: owner, createdAt: now(),
            updatedAt: now())
        try await stored { store throws(ClientStoreError) in try await store.insert(application) }
        return application
    }

    /// All applications, oldest first.
    public func applications() async throws(RegistrationError) -> [Application] {
        try await stored { store throws(ClientStoreError) in try await store.applications() }
    }

    /// The application of this identifier.
    ///
    /// - Throws: `RegistrationError.access(.applicationUnknown)`.
    public func application(_ id: String) async throws(RegistrationError) -> Application {
        let found = try await stored { store throws(ClientStoreError) in try await store.application(id: id) }
        guard let found else { throw .access(.applicationUnknown(id: id)) }
        return found
    }

    /// Changes an application; the clients that it has keep the old name until they are changed themselves.
    public func updateApplication(
        _ id: String, _ changes: ApplicationChanges
    ) async throws(RegistrationError) -> Application {
        if let name = changes.name { try Self.checkName(name) }
        if let description = changes.description { try Self.checkDescription(description) }
        let current = try await application(id)
        let time = now()
        return try await stored { store throws(ClientStoreError) in
            try await store.apply(changes, toApplication: id, at: current.version, now: time)
        }
    }

    /// Removes an application and its requests.
    ///
    /// - Throws: `RegistrationError.store` with `ClientStoreError.applicationInUse`, naming the clients, as long as it
    ///   has any that are not deleted.
    public func deleteApplication(_ id: String) async throws(RegistrationError) {
        try await stored { store throws(ClientStoreError) in try await store.deleteApplication(id: id) }
    }

    /// Says at which provider, and for which client types, a product is offered from now on.
    ///
    /// - Parameter offer: The offer; it takes the place of the product's old one.
    /// - Throws: `RegistrationError.productUnknown` if the catalogue has no such product, `.requestInvalid` if there is
    ///   no such client type, `.store` with `ClientStoreError.providerUnknown`.
    public func offer(_ offer: ProductOffer) async throws(RegistrationError) {
        let products = scopes().productScopes
        guard products.value(exactly: offer.product) != nil else {
            throw .productUnknown(offer.product, known: products.keys.sorted())
        }
        var offer = offer
        offer.clientTypes = offer.clientTypes.map(ClientType.storedName)
        let known = clientTypes.map(\.name)
        if let unknown = offer.clientTypes.first(where: { !known.containsExactly($0) }) {
            throw .requestInvalid(
                reason:
                    "there is no client type `\(Redactor.clean(unknown))`; there are \(known.joined(separator: ", "))")
        }
        try await stored { [offer] store throws(ClientStoreError) in try await store.put(offer) }
    }

    /// All offers, by product.
    public func offers() async throws(RegistrationError) -> [ProductOffer] {
        try await stored { store throws(ClientStoreError) in try await store.offers() }
    }

    /// How a product is offered.
    ///
    /// - Throws: `RegistrationError.access(.productNotOffered)`.
    public func offer(of product: String) async throws(RegistrationError) -> ProductOffer {
        let found = try await stored { store throws(ClientStoreError) in try await store.offer(product: product) }
        guard let found else { throw .access(.productNotOffered(product)) }
        return found
    }

    /// Ends the offer of a product; clients that have it keep it.
    ///
    /// - Throws: `RegistrationError.store` with `ClientStoreError.offerUnknown`.
    public func withdrawOffer(of product: String) async throws(RegistrationError) {
        try await stored { store throws(ClientStoreError) in try await store.deleteOffer(product: product) }
    }

    /// The client type of this name, if the product is offered to it.
    ///
    /// - Throws: `RegistrationError.access(.clientTypeNotOffered)`, which names those that it is offered to.
    func clientType(_ name: String, for offer: ProductOffer) throws(RegistrationError) -> ClientType {
        let offered = clientTypes.filter { offer.clientTypes.isEmpty || offer.clientTypes.containsExactly($0.name) }
        let storedName = ClientType.storedName(of: name)
        guard let type = offered.first(where: { $0.name.exact == storedName.exact }) else {
            throw .access(.clientTypeNotOffered(name, product: offer.product, offered: offered.map(\.name)))
        }
        return type
    }

    /// Refuses a name that nobody could read or that would do something to a line of a log.
    static func checkName(_ name: String) throws(RegistrationError) {
        guard PlainText.isName(name) else {
            throw .requestInvalid(reason: "an application needs a name of \(PlainText.nameRule)")
        }
    }

    static func checkOwner(_ owner: String) throws(RegistrationError) {
        guard PlainText.isName(owner) else {
            throw .requestInvalid(reason: "an application needs an owner of \(PlainText.nameRule)")
        }
    }

    private static func checkDescription(_ text: String) throws(RegistrationError) {
        guard PlainText.isDescription(text) else {
            throw .requestInvalid(reason: "a description has \(PlainText.descriptionRule)")
        }
    }
}
