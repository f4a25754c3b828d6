import ArgumentParser
import TollgateCatalogue
import TollgateRegistrar

/// The command `tollgate registrar products`.
struct ProductsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "products",
        abstract: "List the catalogue's products and how they are offered; offer or withdraw one.",
        subcommands: [List.self, Offer.self, Withdraw.self], defaultSubcommand: List.self)

    /// One product, as it is printed.
    private struct Row: ListingRow {
        static let header = ["PRODUCT", "PROVIDER", "CLIENT TYPES", "APPROVAL", "SCOPES"]

        var product: String
        var provider: String?
        var clientTypes: [String]
        var autoApprove: Bool?
        var scopes: [String]

        init(_ product: String, _ offer: ProductOffer?, scopes: [String]) {
            self.product = product
            provider = offer?.provider
            clientTypes = offer?.clientTypes ?? []
            autoApprove = offer?.approvesAutomatically
            self.scopes = scopes
        }

        var cells: [String] {
            let types = clientTypes.isEmpty ? "all" : clientTypes.joined(separator: ", ")
            return [
                product, provider ?? "", provider == nil ? "" : types,
                autoApprove.map { $0 ? "automatic" : "by an admin" } ?? "", scopes.joined(separator: " "),
            ]
        }
    }

    /// Lists them.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the products, each with the provider at which its clients are registered.")
        @OptionGroup var options: RegistrarOptions
        @Flag(name: .long, help: "Print one JSON document.")
        var json = false

        func run() async throws {
            try await options.withRegistrar { registrar, _, catalogue in
                let offers = try await registrar.offers()
                let rows = catalogue.catalogue.products.map { product in
                    Row(product.id, offers.first { $0.product.exact == product.id.exact }, scopes: product.scopes)
                }
                try Listing.write(rows, json: json)
            }
        }
    }

    /// Offers one.
    struct Offer: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say at which provider, and to which client types, a product is offered from now on.")
        @OptionGroup var options: RegistrarOptions
        @Argument(help: "The product's name in the catalogue.")
        var product: String
        @Option(name: .long, help: "The provider's name.")
        var provider: String
        @Option(name: .long, help: "A client type that may have it; may be repeated. Default: all.")
        var clientType: [String] = []
        @Flag(name: .long, help: "Approve requests without anybody looking at them.")
        var autoApprove = false
        @Flag(name: .long, help: "Print one JSON document.")
        var json = false

        func run() async throws {
            try await options.withRegistrar { registrar, _, catalogue in
                try await registrar.offer(
                    ProductOffer(
                        product: product, provider: provider, clientTypes: clientType,
                        approvesAutomatically: autoApprove))
                // As it is kept: a client type may have been given by another name that it has.
                let offer = try await registrar.offer(of: product)
                let scopes = catalogue.catalogue.products.first { $0.id == product }?.scopes ?? []
                try Listing.write(Row(product, offer, scopes: scopes), json: json)
            }
        }
    }

    /// Ends an offer.
    struct Withdraw: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End the offer of a product; clients that have it keep it.")
        @OptionGroup var options: RegistrarOptions
        @Argument(help: "The product's name in the catalogue.")
        var product: String

        func run() async throws {
            try await options.withRegistrar { registrar, _, _ in try await registrar.withdrawOffer(of: product) }
        }
    }
}
