public import TollgateCatalogue

/// The quickstart's catalogue as values: one issuer, one API, one product, one plan.
public enum TestCatalogue {
    /// The issuer identifier.
    public static let issuer = "https://idp.example/realms/DCR"

    /// The catalogue; every part can be changed before it is used.
    public static func payments() -> Catalogue {
        var access = Policy(name: "payments-access")
        access.access = [
            AccessRight(
                api: "payments",
                paths: [
                    PathPattern("/get").map { PathRule(pattern: $0, methods: ["GET"]) },
                    PathPattern("/orders/{id}").map { PathRule(pattern: $0) },
                ].compactMap { $0 })
        ]
        var limits = Policy(name: "free-limits")
        limits.limits = Limits(
            rate: .limited(requests: 5, seconds: 1), quota: .limited(maximum: 1_000, window: .seconds(86_400)))
        return Catalogue(
            issuers: [Issuer(name: "portal", issuer: issuer, audiences: .any)],
            policies: [access, limits],
            products: [
                Product(
                    id: "payments", displayName: "Payments", scopes: ["product_payments"], policies: [access.name])
            ],
            plans: [Plan(id: "free", displayName: "Free", scopes: ["free_plan"], policies: [limits.name])],
            apis: [
                API(
                    name: "payments", listenPath: "/payment-api/", upstream: "http://127.0.0.1:9000/",
                    issuers: ["portal"])
            ])
    }
}
