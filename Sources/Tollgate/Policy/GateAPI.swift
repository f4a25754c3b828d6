public import TollgateCatalogue

/// An API of the catalogue, prepared for deciding about requests to it.
public final class GateAPI: Sendable {
    /// The API as the catalogue has it.
    public let source: API
    /// Its name.
    public var name: String { source.name }

    /// What it tells clients that have no token yet, if it has a `resource` (RFC 9728 §2).
    public let resourceMetadata: ResourceMetadata?
    /// Where they find that: the `resource_metadata` of its challenges (RFC 9728 §5.1).
    public let resourceMetadataURL: String?

    /// What its catalogue says beside it.
    let rules: GateRules
    /// Its place in the catalogue.
    let index: Int
    /// The issuers whose tokens it accepts.
    let issuers: IssuerSet
    /// The first of them that the catalogue names for it.
    let firstIssuer: IssuerRules?
    /// For each place in the catalogue, whether the API accepts that issuer's tokens.
    private let admitsIssuers: [Bool]
    /// The audiences of which a token must have one, beside one of the issuer's; `nil` leaves that to the issuer.
    let audiences: AudienceSet?
    let isAudienceNarrowed: Bool
    /// Its listen path, decoded, with a slash at both ends.
    let listenPrefix: [UInt8]
    private let listenSegmentCount: Int
    private let publicPaths: PathAccess
    private let paths: PathTree
    private let products: ProductHints

    init(
        _ api: API, rules: GateRules, index: Int, issuers: IssuerSet, products: [ProductHints.Product],
        resourceMetadata: ResourceMetadata?
    ) {
        source = api
        self.resourceMetadata = resourceMetadata
        resourceMetadataURL = resourceMetadata?.resource.metadataURL
        self.rules = rules
        self.index = index
        self.issuers = issuers
        firstIssuer = api.issuers.first.flatMap { rules.issuerPlaces[$0] }.map { rules.issuers[$0] }
        admitsIssuers = issuers.isAdmitted
        isAudienceNarrowed = api.audiences != nil
        audiences = api.audiences.map { rules.audiences.set(of: $0) }
        let segments = api.listenPath.split(separator: "/")
        listenSegmentCount = segments.count
        listenPrefix = Array("/\(segments.map { $0 + "/" }.joined())".utf8)
        publicPaths = rules.publicPaths[index]
        paths = rules.paths[index]
        self.products = ProductHints(products)
    }

    /// Whether tokens of the issuer at this place are accepted.
    func admitsIssuer(_ place: Int) -> Bool {
        // No search: an API may have hundreds.
        admitsIssuers.indices.contains(place) && admitsIssuers[place]
    }

    /// Whether a path lies below the listen path.
    func contains(_ path: RequestPath) -> Bool {
        path.decodedCount >= listenPrefix.count
            && listenPrefix.isEqual(to: path.decoded.utf8Span.span, 0..<listenPrefix.count)
    }

    /// Whether some rights open a request; its path counts from the end of the listen path on.
    func opens(_ access: PathAccess, method: String, _ path: RequestPath) -> Bool {
        let bytes = path.decoded.utf8Span.span
        let start = listenPrefix.count
        guard path.decodedCount >= start, listenPrefix.isEqual(to: bytes, 0..<start) else { return false }
        return access.isEverything || paths.rule(in: access, method: method, bytes, start..<path.decodedCount) != nil
    }

    /// The path below the listen path, with its slash, as the client wrote it: that is what the upstream is sent.
    public func upstreamPath(of path: RequestPath) -> Substring {
        var rest = path.text.utf8[...]
        for _ in 0..<listenSegmentCount {
            rest = rest.dropFirst()
            rest = rest.drop { $0 != UInt8(ascii: "/") }
        }
        return path.text[rest.startIndex..<rest.endIndex]
    }

    /// Whether a request needs no token.
    public func isPublic(method: String, path: RequestPath) -> Bool {
        opens(publicPaths, method: method, path)
    }

    /// The scope that would have been enough for a request, if exactly one product opens it.
    public func sufficientScope(method: String, path: RequestPath) -> String? {
        guard contains(path) else { return nil }
        return products.sufficientScope { access in
            paths.rule(
                in: access, method: method, path.decoded.utf8Span.span, listenPrefix.count..<path.decodedCount)
        }
    }
}
