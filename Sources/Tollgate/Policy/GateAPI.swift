public import TollgateCatalogue

/// An API of the catalogue, prepared for deciding about requests to it.
public final class GateAPI: Sendable {
    /// A product that opens the API, for telling a client which scope would have been enough.
    struct ProductHint: Sendable {
        let scope: String
        let access: [PathAccess]
    }

    /// The API as the catalogue has it.
    public let source: API
    /// Its name.
    public var name: String { source.name }

    /// Its place in the catalogue.
    let index: Int
    /// The places of the issuers whose tokens it accepts.
    let issuers: [Int]
    /// The audiences of which a token must have one, beside one of the issuer's; `nil` leaves that to the issuer.
    let audiences: [ExactString]?
    /// The segments of its listen path.
    let listenSegments: [Substring]
    private let products: [ProductHint]

    init(_ api: API, index: Int, issuers: [Int], products: [ProductHint]) {
        source = api
        self.index = index
        self.issuers = issuers
        audiences = api.audiences.map { $0.map { ExactString($0) } }
        listenSegments = api.listenPath.split(separator: "/")
        self.products = products
    }

    /// Whether a path lies below the listen path.
    func contains(_ path: RequestPath) -> Bool {
        path.segments.count > listenSegments.count
            && path.segments.starts(with: listenSegments) { $0.utf8.elementsEqual($1.utf8) }
    }

    /// What follows the listen path: that is what policies speak of.
    func segmentsBelow(_ path: RequestPath) -> ArraySlice<Substring> { path.segments.dropFirst(listenSegments.count) }

    /// The path below the listen path, with its slash, as the client wrote it: that is what the upstream is sent.
    public func upstreamPath(of path: RequestPath) -> Substring {
        var rest = path.text.utf8[...]
        for _ in listenSegments {
            rest = rest.dropFirst()
            rest = rest.drop { $0 != UInt8(ascii: "/") }
        }
        return path.text[rest.startIndex..<rest.endIndex]
    }

    /// Whether a request needs no token.
    public func isPublic(method: String, path: RequestPath) -> Bool {
        guard !source.publicPaths.isEmpty else { return false }
        let segments = segmentsBelow(path)
        return source.publicPaths.contains { $0.matches(method: method, segments: segments) }
    }

    /// The scope that would have been enough for a request, if exactly one product opens it.
    public func sufficientScope(method: String, path: RequestPath) -> String? {
        let segments = segmentsBelow(path)
        let matching = products.filter { product in
            product.access.contains { $0.allows(method: method, segments: segments) }
        }
        return matching.count == 1 ? matching[0].scope : nil
    }
}
