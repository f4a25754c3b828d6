/// An offer of a product of the catalogue to developers: at which provider, and to which kinds of clients.
///
/// The catalogue file owns the product and its scopes; this is what the registrar knows beside it.
public struct ProductOffer: Codable, Hashable, Sendable {
    /// The product's name in the catalogue.
    public var product: String
    /// The name of the provider at which its clients are registered.
    public var provider: String
    /// The names of the client types that developers may choose; empty for every type that is allowed at all.
    public var clientTypes: [String]
    /// Whether a request is approved at once, without an admin's decision.
    public var approvesAutomatically: Bool

    /// An offer with these parts.
    public init(product: String, provider: String, clientTypes: [String] = [], approvesAutomatically: Bool = false) {
        self.product = product
        self.provider = provider
        self.clientTypes = clientTypes
        self.approvesAutomatically = approvesAutomatically
    }
}
