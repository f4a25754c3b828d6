internal import Foundation

/// The connections that the limit of open files has room for.
///
/// Some descriptors are kept for listening, the admin server, fetches of keys, files, and clients that are being turned
/// away; of the rest, a proxy needs one for each client and one for the upstream that answers it.
package struct ConnectionBudget: Hashable, Sendable {
    /// The most connections of clients where the configuration does not say.
    package static let defaultMaximum = 10_000
    /// The most connections to one upstream.
    private static let mostUpstream = 1_024
    /// Descriptors that no connection of a client, nor one to an upstream, may use.
    private static var reserve: Int { 48 + 4 * ProcessInfo.processInfo.activeProcessorCount }

    /// The most connections of clients.
    package let clients: Int
    /// The most connections to one upstream, for APIs that say nothing else.
    package let perUpstream: Int
    /// The most connections to one upstream that any API may have.
    package let mostPerUpstream: Int

    /// A proxy's budget.
    ///
    /// - Parameters:
    ///   - descriptors: The limit of open files.
    ///   - configured: `gateway.max_connections`.
    ///   - configuredPerUpstream: `gateway.upstream.max_connections`. Default: none.
    ///   - upstreams: The number of servers behind it.
    package init(descriptors: Int, configured: Int?, configuredPerUpstream: Int? = nil, upstreams: Int) {
        clients = min(configured ?? Self.defaultMaximum, Self.mostProxied(descriptors: descriptors))
        let left = max(0, descriptors - Self.reserve - clients)
        mostPerUpstream = max(1, left / max(1, upstreams))
        perUpstream = min(configuredPerUpstream ?? Self.mostUpstream, mostPerUpstream)
    }

    /// Counts the servers of these URLs: APIs that are on the same one share its connections.
    package static func serverCount(_ urls: [String]) -> Int {
        let servers = urls.map { url in
            // What follows is a path before all paths.
            url.hasPrefix("unix:")
                ? url.split(separator: ":").prefix(2)
                : url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false).prefix(3)
        }
        return Set(servers).count
    }

    /// Computes the most connections of clients that a proxy can serve.
    package static func mostProxied(descriptors: Int) -> Int { max(1, mostServed(descriptors: descriptors) / 2) }

    /// Computes the most connections that a server which answers itself can serve.
    package static func mostServed(descriptors: Int) -> Int { max(1, descriptors - reserve) }
}
