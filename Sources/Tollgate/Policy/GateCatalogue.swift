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

    let rules: GateRules
    /// How many places in a key store this catalogue and those that it followed have taken.
    let keySlotCount: Int

    /// Prepares a catalogue.
    ///
    /// - Parameter source: The catalogue.
    /// - Throws: `CatalogueErrors` with everything that is wrong with it.
    public convenience init(_ source: Catalogue) throws(CatalogueErrors) {
        try self.init(source, replacing: nil)
    }

    /// Prepares a catalogue that takes the place of another one.
    ///
    /// Issuers whose keys come from where they came before keep their places in the key store, and so their keys.
    init(_ source: Catalogue, replacing old: GateCatalogue?) throws(CatalogueErrors) {
        let problems = source.problems() + Self.keyProblems(source)
        let errors = problems.filter { $0.severity == .error }
        guard errors.isEmpty else { throw CatalogueErrors(problems: errors) }
        self.source = source
        warnings = problems.filter { $0.severity == .warning }

        var keySlotCount = old?.keySlotCount ?? 0
        let keySlots = source.issuers.map { issuer in
            if let kept = old?.keySlot(for: issuer) { return kept }
            keySlotCount += 1
            return keySlotCount - 1
        }
        self.keySlotCount = keySlotCount
        let rules = GateRules(source, keySlots: keySlots)
        self.rules = rules
        apis = source.apis.enumerated().map { place, api in
            GateAPI(
                api, rules: rules, index: place,
                products: source.products.compactMap { product in
                    let opening = product.policies.compactMap { rules.policies[$0] }.filter {
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
        var found: GateAPI?
        for api in apis where api.contains(path) {
            if let best = found, best.listenPrefix.count >= api.listenPrefix.count { continue }
            found = api
        }
        return found
    }

    /// Keys in the catalogue itself that cannot be used.
    private static func keyProblems(_ source: Catalogue) -> [CatalogueProblem] {
        source.issuers.compactMap { issuer in
            guard case .inline(let json) = issuer.keys else { return nil }
            do throws(KeySetError) {
                _ = try KeySet(json: Array(json.utf8))
                return nil
            } catch {
                return CatalogueProblem(.error, at: ["issuers", issuer.name, "keys"], error.description)
            }
        }
    }

    /// The place of the issuer that has this key source and these settings, if there is one.
    private func keySlot(for issuer: Issuer) -> Int? {
        let place = source.issuers.firstIndex {
            $0.name == issuer.name && ExactString($0.issuer) == ExactString(issuer.issuer)
                && $0.keys == issuer.keys && $0.discoveryURL == issuer.discoveryURL && $0.refresh == issuer.refresh
                && $0.connection == issuer.connection
        }
        return place.map { rules.issuers[$0].keySlot }
    }
}
