internal import Foundation
internal import TollgateCatalogue
internal import TollgateEncoding

/// Finds an issuer's metadata (OpenID Connect Discovery 1.0 §4, RFC 8414 §3).
package struct Discovery: Sendable {
    private static let wellKnown = "/.well-known/"
    /// The most bytes of a server's words that are kept.
    private static let maximumWordBytes = 200
    private let client: OutboundClient

    /// Discovery over `client`.
    package init(client: OutboundClient) {
        self.client = client
    }

    /// Fetches the metadata of `issuer` and checks that it is that issuer's.
    ///
    /// - Parameters:
    ///   - issuer: The issuer identifier: an `https` URL, or `http` on this machine.
    ///   - discoveryURL: The place of the document, if it is not one of the two standard ones.
    /// - Returns: The metadata, whose issuer is `issuer`.
    /// - Throws: ``DiscoveryError/unavailable(issuer:attempts:)`` where no place answers with status 200,
    ///   ``DiscoveryError/malformed(url:)`` or ``DiscoveryError/memberInvalid(place:member:expected:)`` where none has
    ///   a document with an `issuer`, ``DiscoveryError/issuerMismatch(expected:found:)`` where it is another issuer's.
    package func metadata(issuer: String, discoveryURL: String? = nil) async throws(DiscoveryError) -> ProviderMetadata
    {
        let found = try await firstDocument(issuer: issuer, urls: discoveryURL.map { [$0] } ?? Self.urls(for: issuer))
        guard found.issuer.exact == issuer.exact else { throw .issuerMismatch(expected: issuer, found: found.issuer) }
        return found.withAbsoluteEndpoints
    }

    /// Fetches the document at a full well-known URL, as an operator pastes it, and checks that the issuer it names
    /// would publish it there or, failing that, at least on the same origin.
    ///
    /// - Parameter wellKnownURL: The URL.
    /// - Returns: The metadata.
    /// - Throws: ``DiscoveryError/unavailable(issuer:attempts:)`` where the URL does not answer with status 200,
    ///   ``DiscoveryError/malformed(url:)`` or ``DiscoveryError/memberInvalid(place:member:expected:)`` where the
    ///   answer is no document with an `issuer`, ``DiscoveryError/issuerMismatch(expected:found:)`` where it is of
    ///   another origin.
    package func metadata(at wellKnownURL: String) async throws(DiscoveryError) -> ProviderMetadata {
        let found = try await firstDocument(issuer: wellKnownURL, urls: [wellKnownURL])
        let sameOrigin: Bool =
            if let asked = URLParts(wellKnownURL), let named = URLParts(found.issuer) {
                asked.hasSameOrigin(as: named)
            } else {
                false
            }
        guard sameOrigin || Self.urls(for: found.issuer).contains(wellKnownURL) else {
            throw .issuerMismatch(expected: wellKnownURL, found: found.issuer)
        }
        return found.withAbsoluteEndpoints
    }

    /// Lists the places where an issuer's metadata may stand, in the order in which they are tried.
    ///
    /// OpenID Connect appends the well-known path to the issuer, RFC 8414 §3.1 inserts it before the issuer's path.
    package static func urls(for issuer: String) -> [String] {
        let trimmed = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
        guard let parts = URLParts(trimmed) else { return [trimmed + wellKnown + "openid-configuration"] }
        return [
            trimmed + wellKnown + "openid-configuration",
            parts.origin + wellKnown + "oauth-authorization-server" + parts.target,
        ]
    }

    /// The words of a server in JSON beside a status, such as `: {"error":"Realm does not exist"}`; nothing of a page.
    private static func words(of response: OutboundResponse) -> String {
        guard response.body.first == UInt8(ascii: "{") else { return "" }
        let text = VisibleText.of(String(decoding: response.body.prefix(maximumWordBytes), as: UTF8.self))
        return ": " + text + (response.body.count > maximumWordBytes ? "…" : "")
    }

    private func firstDocument(issuer: String, urls: [String]) async throws(DiscoveryError) -> ProviderMetadata {
        var attempts: [String] = []
        var unusable: DiscoveryError?
        for url in urls {
            let response: OutboundResponse
            do {
                response = try await client.send(
                    OutboundRequest(url: url, headers: [(name: "Accept", value: "application/json")]))
            } catch {
                attempts.append("\(url) (\(error.reason))")
                continue
            }
            guard response.status == 200 else {
                attempts.append("\(url) (status \(response.status)\(Self.words(of: response)))")
                continue
            }
            do {
                return try JSONDecoder().decode(ProviderMetadata.self, from: Data(response.body))
            } catch DecodingError.typeMismatch(_, let context) where !context.codingPath.isEmpty {
                // No other member is needed.
                unusable = unusable ?? .memberInvalid(place: url, member: "issuer", expected: "a string")
            } catch {
                // Some servers answer every path with a page for people: the other place may have the document.
                unusable = unusable ?? .malformed(url: url)
            }
        }
        if let unusable { throw unusable }
        throw .unavailable(issuer: issuer, attempts: attempts)
    }
}
