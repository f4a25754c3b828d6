public import TollgateCatalogue
internal import TollgateEncoding

/// A catalogue without errors, compiled so that a decision looks up instead of searching.
///
/// ```swift
/// do throws(CatalogueErrors) {
///     let gate = Gate(catalogue: try CompiledCatalogue(catalogue))
/// } catch {
///     for problem in error.problems { print(problem.path.joined(separator: "."), problem.message) }
/// }
/// ```
///
/// It never changes.
public final class CompiledCatalogue: Sendable {
    /// The catalogue that it was compiled from.
    public let source: Catalogue
    /// Its APIs.
    public let apis: [CompiledAPI]
    /// The warnings about it: it may be used all the same.
    public let warnings: [CatalogueProblem]

    /// The slots of its issuers in a key store, in the order of `source.issuers`.
    public var issuerSlots: [IssuerSlot] { index.issuers.map(\.slot) }

    let index: CatalogueIndex
    /// The number of slots of a key store that this catalogue and those before it have taken.
    let keySlotCount: Int
    /// Those of the APIs that are for all hosts, and those of the others.
    private let listenPaths: ListenPaths
    private let hosts: HostTable?
    /// Whether any API allows encoded slashes.
    private let allowsEncodedSlashes: Bool

    /// Prepares a catalogue.
    ///
    /// - Parameter source: The catalogue.
    /// - Throws: ``CatalogueErrors`` with everything that is wrong with it.
    public convenience init(_ source: Catalogue) throws(CatalogueErrors) {
        try self.init(source, replacing: nil)
    }

    /// Prepares a catalogue that takes the place of another one.
    ///
    /// Issuers whose keys come from where they came before keep their slots in the key store, and so their keys.
    init(_ source: Catalogue, replacing old: CompiledCatalogue?) throws(CatalogueErrors) {
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
        let index = CatalogueIndex(source, slots: slots)
        self.index = index
        let products = Self.products(of: source, index)
        var issuerSets: [Set<Int>: IssuerSet] = [:]
        let apis = source.apis.enumerated().map { place, api in
            let issuers = Set(api.issuers.compactMap { index.issuerPlaces[$0] })
            let known = issuerSets[issuers] ?? IssuerSet(issuers, of: index.issuers, number: issuerSets.count)
            issuerSets[issuers] = known
            return CompiledAPI(
                api, index: index, place: place, issuers: known, products: products[place],
                resourceMetadata: source.resourceMetadata(of: api))
        }
        self.apis = apis
        listenPaths = ListenPaths(apis.filter(\.source.hosts.isEmpty))
        hosts = HostTable(apis)
        allowsEncodedSlashes = source.apis.contains { $0.encodedSlashes == .allow }
    }

    /// For each API, the products that open it.
    private static func products(of source: Catalogue, _ index: CatalogueIndex) -> [[ProductHints.Product]] {
        var result: [[ProductHints.Product]] = source.apis.map { _ in [] }
        for product in source.products {
            guard let scope = product.scopes.first else { continue }
            let policies = product.policies.compactMap { index.policies[$0] }.filter(\.isActive)
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
    public func api(named name: String) -> CompiledAPI? { apis.first { $0.name == name } }

    /// The path in an origin-form request target (RFC 9112 §3.2.1), as the API that it leads to reads paths.
    ///
    /// - Parameters:
    ///   - target: Path and query as they stand in the request line.
    ///   - host: The host that is asked, as `Host` has it; only APIs with `hosts` ask for it. Default: none.
    /// - Returns: The path; one with an encoded slash only where it belongs to an API that allows it.
    /// - Throws: ``PathFault`` with the fault of the path; the answer is ``Rejection/pathRejected``.
    public func path(target: String, host: String? = nil) throws(PathFault) -> RequestPath {
        try path(target: target, host: (host ?? "").utf8Span.span)
    }

    /// The path in a request target, with the host as bytes.
    func path(target: String, host: Span<UInt8>) throws(PathFault) -> RequestPath {
        let path = try RequestPath(target, allowsEncodedSlashes: allowsEncodedSlashes)
        guard path.hasEncodedSlash, api(for: path, host: host)?.source.encodedSlashes != .allow else { return path }
        // Refuses it, and says where.
        return try RequestPath(target, allowsEncodedSlashes: false)
    }

    /// The API that a request is for: of those with the most exact host the one with the longest listen path above it.
    ///
    /// The listen path without its last slash belongs to the API as well. APIs without `hosts` are for all hosts, also
    /// for those of other APIs, where none of these lies.
    ///
    /// - Parameters:
    ///   - path: The path.
    ///   - host: The host that is asked, as `Host` has it; only APIs with `hosts` ask for it. Default: none.
    /// - Returns: The API, or `nil` where none lies there.
    public func api(for path: RequestPath, host: String? = nil) -> CompiledAPI? {
        api(for: path, host: (host ?? "").utf8Span.span)
    }

    /// The API that a request is for, with the host as bytes.
    func api(for path: RequestPath, host: Span<UInt8>) -> CompiledAPI? {
        if let place = hosts?.first(host, { $0.place(of: path) }) { return apis[place] }
        return listenPaths.place(of: path).map { apis[$0] }
    }

    /// The API whose ``CompiledAPI/resourceMetadata`` is at a path (RFC 9728 §3.1).
    ///
    /// - Parameters:
    ///   - path: The path.
    ///   - host: The host that is asked, as `Host` has it. Default: none.
    /// - Returns: The API, or `nil` where there is no metadata.
    public func describedAPI(at path: RequestPath, host: String? = nil) -> CompiledAPI? {
        describedAPI(at: path, host: (host ?? "").utf8Span.span)
    }

    /// The API whose metadata is at a path, with the host as bytes.
    func describedAPI(at path: RequestPath, host: Span<UInt8>) -> CompiledAPI? {
        if let place = hosts?.first(host, { $0.describedPlace(at: path) }) { return apis[place] }
        return listenPaths.describedPlace(at: path).map { apis[$0] }
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
        return place.map { index.issuers[$0].slot }
    }
}
