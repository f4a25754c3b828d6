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

    /// The slots of its issuers in a key store, in the order of `source.issuers`.
    public var issuerSlots: [IssuerSlot] { rules.issuers.map(\.slot) }

    let rules: GateRules
    /// How many slots of a key store this catalogue and those that it followed have taken.
    let keySlotCount: Int
    /// The places of the APIs by their listen paths, and how many slashes the deepest of those has.
    private let listenPrefixes: ByteTable
    private let deepestListenPath: Int
    /// The places of the APIs by the paths of their metadata.
    private let metadataPaths: [String: Int]

    /// Prepares a catalogue.
    ///
    /// - Parameter source: The catalogue.
    /// - Throws: `CatalogueErrors` with everything that is wrong with it.
    public convenience init(_ source: Catalogue) throws(CatalogueErrors) {
        try self.init(source, replacing: nil)
    }

    /// Prepares a catalogue that takes the place of another one.
    ///
    /// Issuers whose keys come from where they came before keep their slots in the key store, and so their keys.
    init(_ source: Catalogue, replacing old: GateCatalogue?) throws(CatalogueErrors) {
        let (keySets, keyProblems) = Self.inlineKeys(of: source)
        let problems = source.problems() + keyProblems + source.keyWarnings(keySets)
        let errors = problems.filter { $0.severity == .error }
        guard errors.isEmpty else { throw CatalogueErrors(problems: errors) }
        self.source = source
        warnings = problems.filter { $0.severity == .warning }

        var keySlotCount = old?.keySlotCount ?? 0
        let slots = source.issuers.map { issuer in
            if let kept = old?.slot(for: issuer) { return kept }
            keySlotCount += 1
            return IssuerSlot(index: keySlotCount - 1)
        }
        self.keySlotCount = keySlotCount
        let rules = GateRules(source, slots: slots)
        self.rules = rules
        let products = Self.products(of: source, rules)
        var issuerSets: [Set<Int>: IssuerSet] = [:]
        let apis = source.apis.enumerated().map { place, api in
            let issuers = Set(api.issuers.compactMap { rules.issuerPlaces[$0] })
            let known = issuerSets[issuers] ?? IssuerSet(issuers, of: rules.issuers, number: issuerSets.count)
            issuerSets[issuers] = known
            return GateAPI(
                api, rules: rules, index: place, issuers: known, products: products[place],
                resourceMetadata: source.resourceMetadata(of: api))
        }
        self.apis = apis
        var metadataPaths: [String: Int] = [:]
        for (place, api) in apis.enumerated() {
            if let metadata = api.resourceMetadata { metadataPaths[metadata.resource.metadataPath] = place }
        }
        self.metadataPaths = metadataPaths
        listenPrefixes = ByteTable(apis.map { ExactString(String(decoding: $0.listenPrefix, as: UTF8.self)) })
        deepestListenPath = apis.map { $0.listenPrefix.count { $0 == UInt8(ascii: "/") } }.max() ?? 0
    }

    /// For each API, the products that open it.
    private static func products(of source: Catalogue, _ rules: GateRules) -> [[ProductHints.Product]] {
        var result: [[ProductHints.Product]] = source.apis.map { _ in [] }
        for product in source.products {
            guard let scope = product.scopes.first else { continue }
            let policies = product.policies.compactMap { rules.policies[$0] }.filter(\.isActive)
            let openings = policies.reduce(into: [Int: PathOpening]()) { openings, policy in
                openings.merge(policy.access) { $0.union($1) }
            }
            for (place, opening) in openings {
                result[place].append(ProductHints.Product(scope: scope, opening: opening))
            }
        }
        return result
    }

    /// The API of this name.
    public func api(named name: String) -> GateAPI? { apis.first { $0.name == name } }

    /// The API below whose listen path a request lies; the longest such path wins.
    public func api(for path: RequestPath) -> GateAPI? {
        let bytes = path.decoded.utf8Span.span
        var found: Int?
        var depth = 0
        var index = 0
        while index < path.decodedCount, depth < deepestListenPath {
            if bytes[index] == UInt8(ascii: "/") {
                found = listenPrefixes.place(of: bytes, 0..<(index + 1)) ?? found
                depth += 1
            }
            index += 1
        }
        return found.map { apis[$0] }
    }

    /// The API whose `resourceMetadata` is at a path (RFC 9728 §3.1).
    public func describedAPI(at path: RequestPath) -> GateAPI? {
        // No other path is worth a look into the table.
        guard !metadataPaths.isEmpty, path.text.utf8.dropFirst().first == UInt8(ascii: ".") else { return nil }
        return metadataPaths[String(path.text)].map { apis[$0] }
    }

    /// The keys in the catalogue itself by the names of their issuers, and what is wrong with them.
    private static func inlineKeys(of source: Catalogue) -> (sets: [String: KeySet], problems: [CatalogueProblem]) {
        var sets: [String: KeySet] = [:]
        var problems: [CatalogueProblem] = []
        for issuer in source.issuers {
            guard case .inline(let json) = issuer.keys else { continue }
            do throws(KeySetError) {
                sets[issuer.name] = try KeySet(json: Array(json.utf8))
            } catch {
                problems.append(CatalogueProblem(.error, at: ["issuers", issuer.name, "keys"], error.description))
            }
        }
        return (sets, problems)
    }

    /// The slot of the issuer that has this key source, if there is one.
    private func slot(for issuer: Issuer) -> IssuerSlot? {
        let place = source.issuers.firstIndex {
            $0.name == issuer.name && ExactString($0.issuer) == ExactString(issuer.issuer)
                && $0.keys == issuer.keys && $0.discoveryURL == issuer.discoveryURL
                && $0.connection == issuer.connection
        }
        return place.map { rules.issuers[$0].slot }
    }
}
