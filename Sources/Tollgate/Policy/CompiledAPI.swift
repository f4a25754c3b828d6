public import TollgateCatalogue
internal import TollgateEncoding

/// An API of the catalogue, prepared for deciding about requests to it.
public final class CompiledAPI: Sendable {
    /// The API as the catalogue has it.
    public let source: API
    /// Its name.
    public var name: String { source.name }

    /// The metadata for clients that have no token yet, if it has a `resource` (RFC 9728 §2).
    public let resourceMetadata: ResourceMetadata?
    /// The URL of that metadata: the `resource_metadata` of its challenges (RFC 9728 §5.1).
    public let resourceMetadataURL: String?

    /// The rest of its catalogue.
    let index: CatalogueIndex
    /// Its place in the catalogue.
    package let place: Int
    /// The issuers whose tokens it accepts.
    let issuers: IssuerSet
    /// The first of them that the catalogue names for it.
    let firstIssuer: CompiledIssuer?
    /// For each place in the catalogue, whether the API accepts that issuer's tokens.
    private let admitsIssuers: [Bool]
    /// The audiences of which a token must have one, beside one of the issuer's; `nil` leaves that to the issuer.
    let audiences: AudienceSet?
    let isAudienceNarrowed: Bool
    /// Its listen path without the slash at the end: empty for `/`.
    let listenPrefix: [UInt8]
    /// The claims that the server behind it is told.
    package let identityClaims: IdentityClaims?
    /// The policy for pages of other origins, if any may call it.
    let crossOrigin: CrossOriginPolicy?
    private let listenSegmentCount: Int
    private let publicPaths: PathAccess
    private let paths: PathTree
    private let products: ProductHints

    init(
        _ api: API, index: CatalogueIndex, place: Int, issuers: IssuerSet, products: [ProductHints.Product],
        resourceMetadata: ResourceMetadata?
    ) {
        source = api
        self.resourceMetadata = resourceMetadata
        resourceMetadataURL = resourceMetadata?.resource.metadataURL
        self.index = index
        self.place = place
        self.issuers = issuers
        firstIssuer = api.issuers.first.flatMap { index.issuerPlaces[$0] }.map { index.issuers[$0] }
        admitsIssuers = issuers.isAdmitted
        isAudienceNarrowed = api.audiences != nil
        audiences = api.audiences.map { index.audiences.set(of: $0) }
        identityClaims = api.identityClaims.isEmpty ? nil : IdentityClaims(api.identityClaims)
        crossOrigin =
            switch api.crossOrigin {
            case .standard: api.resource == nil ? nil : CrossOriginPolicy(CrossOriginRules(.any))
            case .off: nil
            case .rules(let rules): CrossOriginPolicy(rules)
            }
        let segments = api.listenPath.split(separator: "/")
        listenSegmentCount = segments.count
        listenPrefix = Array(segments.map { "/\($0)" }.joined().utf8)
        publicPaths = index.publicPaths[place]
        paths = index.paths[place]
        self.products = ProductHints(products)
    }

    /// Whether tokens of the issuer at this place are accepted.
    func admitsIssuer(_ place: Int) -> Bool {
        // No search: an API may have hundreds.
        admitsIssuers.indices.contains(place) && admitsIssuers[place]
    }

    /// Finds the start of the part of a path that rules are about: behind the listen path and its slash.
    ///
    /// - Parameter path: The decoded path.
    /// - Returns: The place, or the end where only that slash is missing; `nil` outside of the API.
    private func ruleStart(in path: RequestPath) -> Int? {
        let end = listenPrefix.count
        let bytes = path.decoded.utf8Span.span
        guard path.decodedCount >= end, listenPrefix.isEqual(to: bytes, 0..<end),
            !path.hasEncodedSlash || source.encodedSlashes == .allow
        else { return nil }
        guard path.decodedCount > end else { return end }
        return bytes[end] == UInt8(ascii: "/") ? end + 1 : nil
    }

    /// Whether some rights open a request; its path counts from the end of the listen path on.
    func opens(_ access: PathAccess, method: String, _ path: RequestPath) -> Bool {
        guard let start = ruleStart(in: path) else { return false }
        return access.isEverything
            || paths.rule(in: access, method: method, path.decoded.utf8Span.span, start..<path.decodedCount) != nil
    }

    /// The path below the listen path, with its slash: that is what the upstream is sent.
    ///
    /// - Parameter path: A path of the API.
    /// - Returns: The rest of its `text`; `/` for the listen path without its last slash, as with it.
    public func upstreamPath(of path: RequestPath) -> Substring {
        var rest = path.text.utf8[...]
        for _ in 0..<listenSegmentCount {
            rest = rest.dropFirst()
            rest = rest.drop { $0 != UInt8(ascii: "/") }
        }
        return rest.isEmpty ? "/" : path.text[rest.startIndex..<rest.endIndex]
    }

    /// A host that it is for, where it is not for all.
    package var exampleHost: String? { source.hosts.first?.example }

    /// Whether rejected requests go on all the same (`mode: observe`).
    package var onlyObserves: Bool { source.mode == .observe }

    /// Whether a request needs no token.
    public func isPublic(method: String, path: RequestPath) -> Bool {
        opens(publicPaths, method: method, path)
    }

    /// The scope that would have been enough for a request, if exactly one product opens it.
    public func sufficientScope(method: String, path: RequestPath) -> String? {
        guard let start = ruleStart(in: path) else { return nil }
        return products.sufficientScope { access in
            paths.rule(in: access, method: method, path.decoded.utf8Span.span, start..<path.decodedCount)
        }
    }
}
