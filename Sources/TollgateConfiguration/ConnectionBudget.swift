internal import Foundation

/// How many connections the limit of open files has room for.
///
/// Some descriptors are kept for listening, the admin server, fetches of keys, files, and clients that are being turned
/// away; of the rest, a proxy needs one for each client and one for the upstream that answers it.
package struct ConnectionBudget: Hashable, Sendable {
    /// How many connections of clients there are at most where nobody says.
    package static let defaultMaximum = 10_000
    /// The most connections to one upstream.
    private static let mostUpstream = 1_024
    /// Descriptors that no connection of a client, nor one to an upstream, may use.
    private static var reserve: Int { 48 + 4 * ProcessInfo.processInfo.activeProcessorCount }

    /// The most connections of clients.
    package let clients: Int
    /// The most connections to one upstream.
    package let perUpstream: Int

    /// A proxy's budget.
    ///
    /// - Parameters:
    ///   - descriptors: The limit of open files.
    ///   - configured: `gateway.max_connections`.
    ///   - upstreams: How many servers there are behind it.
    package init(descriptors: Int, configured: Int?, upstreams: Int) {
        clients = min(configured ?? Self.defaultMaximum, Self.mostProxied(descriptors: descriptors))
        let left = max(0, descriptors - Self.reserve - clients)
        perUpstream = min(Self.mostUpstream, max(1, left / max(1, upstreams)))
    }

    /// How many servers these URLs lead to: APIs that are on the same one share its connections.
    package static func serverCount(_ urls: [String]) -> Int {
        Set(urls.map { $0.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false).prefix(3) }).count
    }

    /// The most connections of clients that a proxy can serve.
    package static func mostProxied(descriptors: Int) -> Int { max(1, mostServed(descriptors: descriptors) / 2) }

    /// The most connections that a server which answers itself can serve.
    package static func mostServed(descriptors: Int) -> Int { max(1, descriptors - reserve) }
}
