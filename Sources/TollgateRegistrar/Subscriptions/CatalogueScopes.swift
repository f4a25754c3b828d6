public import TollgateCatalogue
internal import TollgateCrypto

/// The scopes that products and plans stand for, taken from the catalogue.
public struct CatalogueScopes: Hashable, Sendable {
    /// Each product's scopes, by its name.
    package var productScopes: [String: [String]]
    /// Each plan's scopes, by its name.
    package var planScopes: [String: [String]]
    /// The products that a plan is bound to, by the plan's name; a plan that is not named is for any product.
    package var planProducts: [String: [String]]

    /// Scopes by product and plan.
    public init(
        productScopes: [String: [String]], planScopes: [String: [String]], planProducts: [String: [String]] = [:]
    ) {
        self.productScopes = productScopes
        self.planScopes = planScopes
        self.planProducts = planProducts
    }

    /// The scopes of the products and plans of a catalogue.
    public init(_ catalogue: Catalogue) {
        self.init(
            productScopes: Dictionary(catalogue.products.map { ($0.id, $0.scopes) }) { first, _ in first },
            planScopes: Dictionary(catalogue.plans.map { ($0.id, $0.scopes) }) { first, _ in first },
            planProducts: Dictionary(catalogue.plans.compactMap { plan in plan.products.map { (plan.id, $0) } }) {
                first, _ in first
            })
    }

    /// The fingerprint of the scopes of all products and plans, the same in each process: 16 hexadecimal digits.
    package var fingerprint: String {
        let members: [String: JSONValue] = [
            "products": .object(productScopes.mapValues(JSONValue.strings)),
            "plans": .object(planScopes.mapValues(JSONValue.strings)),
            "bound": .object(planProducts.mapValues(JSONValue.strings)),
        ]
        let digest = SHA256.digest(of: JSONValue.object(members).text.span)
        return Hexadecimal.text(of: digest.prefix(8))
    }

    /// Returns exactly the scopes of one product on one plan, the product's first, each once.
    ///
    /// - Throws: `RegistrationError.productUnknown` or `.planUnknown`, which list the known ones;
    ///   `.access(.planNotForProduct)` if the plan is bound to other products.
    package func scopes(product: String, plan: String) throws(RegistrationError) -> [String] {
        guard let ofProduct = productScopes.value(exactly: product) else {
            throw .productUnknown(product, known: productScopes.keys.sorted())
        }
        guard let ofPlan = planScopes.value(exactly: plan) else {
            throw .planUnknown(plan, known: planScopes.keys.sorted())
        }
        if let products = planProducts.value(exactly: plan), !products.containsExactly(product) {
            throw .access(.planNotForProduct(plan: plan, product: product, products: products))
        }
        var scopes: [String] = []
        for scope in ofProduct + ofPlan where !scopes.containsExactly(scope) { scopes.append(scope) }
        return scopes
    }

    /// Returns the error that a subscription gives in place of scopes; `nil` if it gives some.
    func defect(of subscription: Subscription) -> RegistrationError? {
        do {
            _ = try scopes(product: subscription.product, plan: subscription.plan)
            return nil
        } catch {
            return error
        }
    }

    /// Returns exactly the scopes of several subscriptions, in their order, each once.
    ///
    /// - Throws: `RegistrationError.productUnknown`, `.planUnknown` or `.access(.planNotForProduct)`, as
    ///   ``scopes(product:plan:)``; `.access(.plansConflict)` if two different plans are bound to no product: the gate
    ///   could not tell which of them is meant for which product.
    package func scopes(of subscriptions: [Subscription]) throws(RegistrationError) -> [String] {
        var scopes: [String] = []
        var unbound: [String] = []
        for subscription in subscriptions {
            let needed = try self.scopes(product: subscription.product, plan: subscription.plan)
            for scope in needed where !scopes.containsExactly(scope) { scopes.append(scope) }
            if planProducts.value(exactly: subscription.plan) == nil, !unbound.containsExactly(subscription.plan) {
                unbound.append(subscription.plan)
            }
        }
        guard unbound.count < 2 else { throw .access(.plansConflict(unbound)) }
        return scopes
    }
}
