/// The scopes that products and plans stand for, taken from the catalogue.
public struct GrantableScopes: Hashable, Sendable {
    /// Each product's scopes, by its name.
    public var productScopes: [String: [String]]
    /// Each plan's scopes, by its name.
    public var planScopes: [String: [String]]

    /// Scopes by product and plan.
    public init(productScopes: [String: [String]], planScopes: [String: [String]]) {
        self.productScopes = productScopes
        self.planScopes = planScopes
    }

    /// Exactly the scopes of one product on one plan, the product's first, each once.
    ///
    /// - Throws: `RegistrationError.productUnknown` or `.planUnknown`, which list what there is.
    public func scopes(product: String, plan: String) throws(RegistrationError) -> [String] {
        guard let ofProduct = productScopes[product] else {
            throw .productUnknown(product, known: productScopes.keys.sorted())
        }
        guard let ofPlan = planScopes[plan] else { throw .planUnknown(plan, known: planScopes.keys.sorted()) }
        var scopes: [String] = []
        for scope in ofProduct + ofPlan where !scopes.contains(scope) { scopes.append(scope) }
        return scopes
    }
}
