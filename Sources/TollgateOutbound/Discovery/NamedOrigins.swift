/// The origins that a configuration names, and the URLs that a document fetched by it may point to.
///
/// A document from the net must not send requests to services of this machine, nor credentials to an unwanted place
/// (CWE-918).
package struct NamedOrigins: Sendable {
    /// The relation of a URL to them.
    package enum Standing: Hashable, Sendable {
        /// It is at one of them.
        case named
        /// It is at another one.
        case foreign(origin: String)
        /// It is plain http, where the configuration does not use plain http itself.
        case insecure
        /// It is no absolute http or https URL.
        case noURL
    }

    private let named: [URLParts]
    private let allowsHTTP: Bool

    /// The origins of some URLs.
    ///
    /// - Parameters:
    ///   - urls: The URLs of the configuration; a text that is no URL names nothing.
    ///   - allowsHTTP: Whether it allows plain http to other machines.
    package init(_ urls: [String], allowsHTTP: Bool) {
        named = urls.compactMap { URLParts($0) }
        self.allowsHTTP = allowsHTTP
    }

    /// Finds the relation of a URL in a document to them.
    ///
    /// Plain http is good where the configuration allows it, and on this machine where the configuration itself names
    /// an address of this machine.
    package func standing(of url: String) -> Standing {
        guard let parts = URLParts(url) else { return .noURL }
        guard parts.scheme == "https" || allowsHTTP || parts.isLoopback && named.contains(where: \.isLoopback) else {
            return .insecure
        }
        return named.contains { $0.hasSameOrigin(as: parts) } ? .named : .foreign(origin: parts.origin)
    }
}
