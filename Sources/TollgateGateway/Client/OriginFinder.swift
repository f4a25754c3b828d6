internal import TollgateCatalogue

/// Finds out where a request comes from, by what trusted proxies say of it.
///
/// Their fields are read from the right: what the nearest proxy has written is read first, and nothing behind the first
/// address that is not trusted is looked at, since the client may have written it. A part that is no address ends the
/// search as well: the proxy that has written it counts for the client then.
struct OriginFinder {
    /// The most proxies that are passed.
    private static let mostHops = 32

    private let connection: ConnectionOrigin
    private let trusted: TrustedProxies
    private var hops: [IPAddress] = []
    private var origin: RequestOrigin

    /// The origin of a request.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - connection: The origin of its connection.
    ///   - listener: Says whom to believe, and by which fields.
    /// - Returns: The origin; that of the connection where nobody is believed.
    static func origin(
        of request: RequestHead, from connection: ConnectionOrigin, _ listener: Listener
    ) -> RequestOrigin {
        var finder = OriginFinder(request, connection, listener.trustedProxies)
        guard connection.isTrusted else { return finder.origin }
        switch listener.forwardedFamily {
        case .xForwarded: finder.readXForwarded(request)
        case .forwarded: finder.readForwarded(request)
        }
        return finder.origin(withHops: finder.hops)
    }

    private init(_ request: RequestHead, _ connection: ConnectionOrigin, _ trusted: TrustedProxies) {
        self.connection = connection
        self.trusted = trusted
        origin = RequestOrigin(connection, host: request.host)
    }

    private func origin(withHops hops: [IPAddress]) -> RequestOrigin {
        guard let client = hops.last else { return origin }
        var found = origin
        found.address = client.description
        found.chain = hops.reversed().map(\.description).joined(separator: ", ")
        if !connection.text.isEmpty { found.chain += ", " + connection.text }
        return found
    }

    /// A hop further away from here.
    ///
    /// - Returns: Whether the next one is to be believed as well.
    private mutating func pass(_ address: IPAddress) -> Bool {
        hops.append(address)
        return trusted.contains(address) && hops.count < Self.mostHops
    }

    private mutating func readXForwarded(_ request: RequestHead) {
        let block = request.fields
        let bytes = block.bytes.span
        var addresses = ListFromRight(.forwardedFor)
        while let element = addresses.next(in: block, bytes), let address = ForwardedNode.address(bytes, element) {
            if !pass(address) { break }
        }
        // As far as the hops that were passed have written: they put theirs behind what was there, or in its place.
        let depth = max(1, hops.count)
        var schemes = ListFromRight(.forwardedProto)
        for _ in 0..<depth {
            guard let element = schemes.next(in: block, bytes) else { break }
            readScheme(bytes, element)
        }
        var hosts = ListFromRight(.forwardedHost)
        for _ in 0..<depth {
            guard let element = hosts.next(in: block, bytes) else { break }
            readHost(bytes, element)
        }
    }

    private mutating func readForwarded(_ request: RequestHead) {
        let block = request.fields
        let bytes = block.bytes.span
        var elements = ListFromRight(.forwarded, hasQuotes: true)
        while let part = elements.next(in: block, bytes), let element = ForwardedElement(bytes, part) {
            if let scheme = element.scheme { readScheme(bytes, scheme) }
            if let host = element.host { readHost(bytes, host) }
            guard let node = element.node, let address = ForwardedNode.address(bytes, node), pass(address) else {
                break
            }
        }
    }

    private mutating func readScheme(_ bytes: Span<UInt8>, _ part: Range<Int>) {
        if FieldValue.equals(bytes, part, "https") {
            origin.isSecure = true
        } else if FieldValue.equals(bytes, part, "http") {
            origin.isSecure = false
        }
    }

    private mutating func readHost(_ bytes: Span<UInt8>, _ part: Range<Int>) {
        if RequestHeadReader.isHost(bytes, part) { origin.host = part }
    }
}
