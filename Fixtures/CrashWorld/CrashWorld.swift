public import TollgateRegistrar

/// What the process that is killed and the test that looks after it have in common.
public enum CrashWorld {
    /// What the products and plans stand for.
    public static let scopes = CatalogueScopes(
        productScopes: ["payments": ["product_payments"]],
        planScopes: ["free": ["free_plan"], "gold": ["gold_plan"]])

    /// The key that both seal with.
    public static func sealingKey() throws(SealingError) -> SealingKey {
        try SealingKey(id: "crash", bytes: [UInt8](repeating: 9, count: 32))
    }
}
