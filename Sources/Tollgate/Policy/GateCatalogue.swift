public import TollgateCatalogue

/// A catalogue without errors, prepared so that a decision looks up instead of searching.
///
/// It never changes.
public final class GateCatalogue: Sendable {
    /// The catalogue that it was made of.
    public let source: Catalogue
    /// Its APIs.
    public let apis: [GateAPI]
    /// What was doubtful about it.
    public let warnings: [CatalogueProblem]

    /// Whether any policy limits concurrency, so that requests in progress have to be counted.
    let limitsConcurrency: Bool
    let issuers: [IssuerRules]
    let issuersByIdentifier: [ExactString: IssuerRules]
    let acceptedTypes: Set<TokenType>
    let policies: [String: GatePolicy]
    let scopes: [ExactString: [ScopeGrant]]

    /// Prepares a catalogue.
    ///
    /// - Parameter source: The catalogue.
    /// - Throws: `CatalogueErrors` with everything that is wrong with it.
    public init(_ source: Catalogue) throws(CatalogueErrors) {
        let problems = source.problems()
        let errors = problems.filter { $0.severity == .error }
        guard errors.isEmpty else { throw CatalogueErrors(problems: errors) }
        self.source = source
        warnings = problems.filter { $0.severity == .warning }
        issuers = source.issuers.enumerated().map { IssuerRules($1, index: $0) }
        issuersByIdentifier = Dictionary(issuers.map { ($0.issuer, $0) }) { first, _ in first }
        acceptedTypes = issuers.reduce(into: []) { $0.formUnion($1.tokenTypes) }

        let apiPlaces = Dictionary(source.apis.enumerated().map { ($1.name, $0) }) { first, _ in first }
        let policies = source.policiesByName().mapValues { GatePolicy($0, apiPlaces: apiPlaces) }
        self.policies = policies
        limitsConcurrency = source.policies.contains { policy in
            policy.limits.concurrency != nil || policy.limitsByAPI.values.contains { $0.concurrency != nil }
        }
        scopes = Self.scopeGrants(of: source, policies)

        let issuerPlaces = Dictionary(source.issuers.enumerated().map { ($1.name, $0) }) { first, _ in first }
        apis = source.apis.enumerated().map { place, api in
            GateAPI(
                api, index: place, issuers: api.issuers.compactMap { issuerPlaces[$0] },
                products: source.products.compactMap { product in
                    let opening = product.policies.compactMap { policies[$0] }.filter {
                        $0.isActive && $0.access[place] != nil
                    }
                    guard !opening.isEmpty, let scope = product.scopes.first else { return nil }
                    return GateAPI.ProductHint(scope: scope, access: opening.compactMap { $0.access[place] })
                })
        }
    }

    /// The API of this name.
    public func api(named name: String) -> GateAPI? { apis.first { $0.name == name } }

    /// The API below whose listen path a request lies; the longest such path wins.
    public func api(for path: RequestPath) -> GateAPI? {
        apis.filter { $0.contains(path) }.max { $0.listenSegments.count < $1.listenSegments.count }
    }

    /// Which policies each scope brings, over products, plans and plain scopes.
    private static func scopeGrants(
        of source: Catalogue, _ policies: [String: GatePolicy]
    ) -> [ExactString: [ScopeGrant]] {
        var result: [ExactString: [ScopeGrant]] = [:]
        func add(_ names: [String], to scope: String, limitedTo apis: Set<Int>? = nil) {
            for name in names {
                guard let policy = policies[name] else { continue }
                result[ExactString(scope), default: []].append(ScopeGrant(policy: policy, limitsOnlyFor: apis))
            }
        }
        for product in source.products { for scope in product.scopes { add(product.policies, to: scope) } }
        for plan in source.plans {
            let apis = plan.products.map { ids -> Set<Int> in
                let names = source.products.filter { ids.contains($0.id) }.flatMap(\.policies)
                return Set(names.compactMap { policies[$0] }.filter(\.isActive).flatMap(\.access.keys))
            }
            for scope in plan.scopes { add(plan.policies, to: scope, limitedTo: apis) }
        }
        for mapping in source.scopes { add(mapping.policies, to: mapping.scope) }
        return result
    }
}
