import TollgateCatalogue
import TollgateRegistrar

/// Everything that the story is told with: a provider, a gateway, and what they know.
///
/// The demo and the tests make different worlds, one with the embedded issuer and one with a provider from outside,
/// and the same story has to come true in both.
struct StoryWorld: Sendable {
    /// The product, plan and API that the story is about.
    struct Offer: Sendable {
        let product: Product
        let plan: Plan
        let api: API
    }

    /// The identity provider as the registrar is told about it.
    let provider: Provider
    /// The offer of products and plans.
    let offer: Offer
    /// Its policies, for showing them.
    let policies: [Policy]
    /// The URL of the gateway, without a slash at the end.
    let gatewayURL: String
    /// The registrar.
    let registrar: Registrar
    /// Makes the provider sign with a new key.
    let rotateKeys: @Sendable () async throws -> Void
    /// Lets time pass.
    let pause: @Sendable (Duration) async throws -> Void
}

extension StoryWorld.Offer {
    /// The first product, plan and API of a catalogue, or `nil` where one is lacking.
    init?(_ catalogue: Catalogue) {
        guard let product = catalogue.products.first, let plan = catalogue.plans.first, let api = catalogue.apis.first,
            !product.scopes.isEmpty, !plan.scopes.isEmpty
        else { return nil }
        self.init(product: product, plan: plan, api: api)
    }
}
