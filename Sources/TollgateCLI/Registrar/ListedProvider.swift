import TollgateRegistrar

/// One provider, as it is printed; never a secret.
struct ListedProvider: ListingRow {
    static let header = ["NAME", "DRIVER", "ISSUER", "PRODUCTS", "DESCRIPTION"]

    var name: String
    var driver: String
    var issuer: String
    var description: String
    var products: [String]

    init(_ provider: ProviderRecord, _ offers: [ProductOffer]) {
        name = provider.name
        driver = provider.driver
        issuer = provider.issuer
        description = provider.description
        products = offers.filter { $0.provider == provider.name }.map(\.product)
    }

    var cells: [String] { [name, driver, issuer, products.joined(separator: ", "), description] }
}
