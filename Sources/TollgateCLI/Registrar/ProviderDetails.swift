import TollgateRegistrar

/// All that may be shown of one provider; never a secret.
struct ProviderDetails: Encodable {
    var name: String
    var providerType: String
    var driver: String
    var address: String
    var issuer: String
    var description: String
    var initialAccess: String
    var providerConfig: [String: JSONValue]
    var products: [String]
    var clients: Int
    var createdAt: Int64

    init(_ record: ProviderRecord, _ provider: Provider, products: [String], clients: Int) {
        name = record.name
        providerType = provider.driver.providerType.rawValue
        driver = record.driver
        address = record.address
        issuer = record.issuer
        description = record.description
        initialAccess = Self.words(provider.initialAccess)
        providerConfig = provider.shownSettings
        self.products = products
        self.clients = clients
        createdAt = record.createdAt
    }

    private static func words(_ access: InitialAccess) -> String {
        switch access {
        case .none, .token: access.kind
        case .headers(let headers): "headers " + headers.map(\.name).joined(separator: ", ")
        case .clientCredentials(let credentials):
            "client_credentials of \(credentials.clientID)"
                + (credentials.scopes.isEmpty ? "" : ", scopes " + credentials.scopes.joined(separator: " "))
        }
    }

    /// One line for each, for a person.
    var lines: [String] {
        let settings = providerConfig.sorted { $0.key < $1.key }
            .map { "\($0.key)=\(String(decoding: $0.value.text, as: UTF8.self))" }
        return TextTable.lines([
            ["name", name], ["driver", driver], ["address", address], ["issuer", issuer],
            ["initial access", initialAccess], ["settings", settings.joined(separator: " ")],
            ["description", description], ["products", products.joined(separator: ", ")], ["clients", "\(clients)"],
            ["added", Listing.time(createdAt)],
        ])
    }
}
