internal import TollgateCatalogue

/// The products on offer: at which provider, and for which client types.
struct OfferBook: Sendable {
    let store: any ApplicationStore
    let clientTypes: [ClientType]
    let scopes: @Sendable () -> CatalogueScopes

    /// Offers a product, as ``Registrar/offer(_:)``.
    func put(_ offer: ProductOffer) async throws(RegistrationError) {
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
        try await store.put(offer)
    }

    /// Lists all offers, by product.
    func all() async throws(RegistrationError) -> [ProductOffer] {
        try await store.offers()
    }

    /// Returns the offer of a product.
    ///
    /// - Throws: `RegistrationError.access(.productNotOffered)` or `.store`.
    func offer(of product: String) async throws(RegistrationError) -> ProductOffer {
        let found = try await store.offer(product: product)
        guard let found else { throw .access(.productNotOffered(product)) }
        return found
    }

    /// Ends the offer of a product, as ``Registrar/withdrawOffer(of:)``.
    func withdraw(_ product: String) async throws(RegistrationError) {
        try await store.deleteOffer(product: product)
    }

    /// Returns the client type of this name, if the product is offered to it.
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
}
