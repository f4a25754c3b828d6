/// The origins that a configuration names, and what a document may point to that was fetched by it.
///
/// A document from the net must not send requests to services of this machine, nor credentials to where nobody wanted them
/// (CWE-918).
package struct NamedOrigins: Sendable {
    /// How a URL stands to them.
    package enum Standing: Hashable, Sendable {
        /// It is at one of them.
        case named
        /// It is at another one.
        case foreign(origin: String)
        /// It is plain http, where the configuration does not go by plain http itself.
        case insecure
        /// It is no absolute http or https URL.
        case noURL
    }

    private let named: [URLParts]
    private let allowsHTTP: Bool

    /// The origins of some URLs.
    ///
    /// - Parameters:
    ///   - urls: What the configuration names; what is no URL names nothing.
    ///   - allowsHTTP: Whether it allows plain http to other machines.
    package init(_ urls: [String], allowsHTTP: Bool) {
        named = urls.compactMap { URLParts($0) }
        self.allowsHTTP = allowsHTTP
    }

    /// How a URL of a document stands to them.
    ///
    /// Plain http is good where the configuration allows it, and on this machine where the configuration itself names an
    /// address of this machine.
    package func standing(of url: String) -> Standing {
        guard let parts = URLParts(url) else { return .noURL }
        guard parts.scheme == "https" || allowsHTTP || parts.isLoopback && named.contains(where: \.isLoopback) else {
            return .insecure
        }
        return named.contains { $0.hasSameOrigin(as: parts) } ? .named : .foreign(origin: parts.origin)
    }
}
