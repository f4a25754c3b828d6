internal import Synchronization
internal import TollgateCatalogue
internal import TollgateEncoding

/// The issuers, scopes and policies of a catalogue, prepared so that a decision looks up instead of searching.
///
/// It never changes, except that it remembers grants.
final class CatalogueIndex: Sendable {
    private static let lastID = Atomic<UInt64>(0)

    /// Tells these rules from all others of the process, also from those that are gone.
    let id = lastID.add(1, ordering: .relaxed).newValue
    let issuers: [CompiledIssuer]
    /// The places of the issuers by their names.
    let issuerPlaces: [String: Int]
    /// All of them, for tokens that are used on no API.
    let everyIssuer: IssuerSet
    let audiences: AudienceNames
    let policies: [String: CompiledPolicy]
    /// For each API, the path rules of all policies and of the API itself.
    let paths: [PathTree]
    /// For each API, the paths that need no token.
    let publicPaths: [PathAccess]
    /// Whether any policy limits concurrency, so that requests in progress have to be counted.
    let limitsConcurrency: Bool
    /// The policies that each scope brings, by its number.
    let scopes: [[ScopePolicy]]
    let grants = GrantMemory()

    private let issuerIdentifiers: ByteTable
    private let scopeNames: ByteTable

    /// Prepares a catalogue without errors.
    ///
    /// - Parameters:
    ///   - source: The catalogue.
    ///   - slots: For each issuer, its slot in the key store.
    init(_ source: Catalogue, slots: [IssuerSlot]) {
        let issuerAudiences = source.issuers.flatMap { issuer -> [String] in
            if case .oneOf(let names) = issuer.audiences { names } else { [] }
        }
        let audiences = AudienceNames(issuerAudiences + source.apis.flatMap { $0.audiences ?? [] })
        self.audiences = audiences
        issuers = source.issuers.enumerated().map { place, issuer in
            CompiledIssuer(issuer, place: place, slot: slots[place], audiences: audiences)
        }
        issuerPlaces = Dictionary(source.issuers.enumerated().map { ($1.name, $0) }) { first, _ in first }
        issuerIdentifiers = ByteTable(issuers.map(\.issuer))
        everyIssuer = IssuerSet(issuers.indices, of: issuers, number: -1)

        let apiPlaces = Dictionary(source.apis.enumerated().map { ($1.name, $0) }) { first, _ in first }
        var paths = source.apis.map { _ in PathTreeBuilder() }
        publicPaths = source.apis.indices.map { place in
            var access = PathAccess()
            access.insert(paths[place].open(source.apis[place].publicPaths))
            return access
        }
        var policies: [String: CompiledPolicy] = [:]
        for (name, policy) in source.policiesByName().sorted(by: { $0.key < $1.key }) {
            policies[name] = CompiledPolicy(policy, apiPlaces: apiPlaces, paths: &paths)
        }
        self.policies = policies
        self.paths = paths.map { $0.tree() }
        limitsConcurrency = source.policies.contains { policy in
            policy.limits.concurrency != nil || policy.limitsByAPI.values.contains { $0.concurrency != nil }
        }
        let grants = Self.scopeGrants(of: source, policies).sorted { $0.key < $1.key }
        scopeNames = ByteTable(grants.map(\.key))
        scopes = grants.map(\.value)
    }

    /// The issuer whose identifier is this string.
    func issuer(named name: JSONString, in json: Span<UInt8>) -> CompiledIssuer? {
        if name.hasEscapes {
            let bytes = name.decoded(in: json)
            return issuerIdentifiers.place(of: bytes.span, 0..<bytes.count).map { issuers[$0] }
        }
        return issuerIdentifiers.place(of: json, name.start..<name.end).map { issuers[$0] }
    }

    /// The number of a scope that the catalogue speaks of.
    func scope(_ bytes: Span<UInt8>, _ part: Range<Int>) -> Int? { scopeNames.place(of: bytes, part) }

    /// The policies that each scope brings, over products, plans and plain scopes.
    private static func scopeGrants(
        of source: Catalogue, _ policies: [String: CompiledPolicy]
    ) -> [ExactString: [ScopePolicy]] {
        var result: [ExactString: [ScopePolicy]] = [:]
        func add(_ names: [String], to scope: String, limitedTo apis: Set<Int>? = nil) {
            for name in names {
                guard let policy = policies[name] else { continue }
                result[ExactString(scope), default: []].append(ScopePolicy(policy: policy, limitsOnlyFor: apis))
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
