internal import Tollgate

/// The addresses of the gateway, the bounds that clients have, and the files that it writes.
package struct GatewaySettings: Hashable, Sendable {
    /// The places where requests to the APIs come in, one at least; what the file says of all of them is in each.
    ///
    /// Default: one at 127.0.0.1:8080.
    package var listeners = [ListenerSettings(.tcp(standardAddress))]
    /// The address of the first listener that has a port; when it is set, there is one listener with that address.
    package var listen: ListenAddress {
        get {
            for listener in listeners { if case .tcp(let address) = listener.address { return address } }
            return Self.standardAddress
        }
        set {
            var listener = listeners.first { !$0.isUnix } ?? ListenerSettings(.tcp(newValue))
            listener.address = .tcp(newValue)
            listeners = [listener]
        }
    }
    /// The address where `/healthz` and `/readyz` are answered; `nil` answers them nowhere.
    ///
    /// Default: nowhere.
    package var adminListen: ListenAddress?
    /// The most connections of clients at once, on all listeners; further ones are answered 503.
    ///
    /// From 1 to 1 000 000. Default: `nil`, 10 000 or half of what the limit of open files allows, if that is less.
    package var maximumConnections: Int?
    /// The longest accepted token in bytes, from 1 to 65 536.
    ///
    /// Default: 8 192.
    package var maximumTokenBytes = Gate.Configuration().maximumTokenBytes
    /// The bound on the cache of verified tokens in bytes, from 0, which remembers none, to 16 GiB.
    ///
    /// Default: that of ``Gate/Configuration/tokenCacheBytes``, 64 MiB.
    package var tokenCacheBytes = Gate.Configuration().tokenCacheBytes
    /// The times that the steps of a request may take, where a listener does not say.
    package var timeouts = TimeoutSettings()
    /// The time between two look-ups of an upstream's name, in seconds, 1 or more.
    ///
    /// Default: 30; the system's resolver tells nobody for how long its answers hold.
    package var dnsRefreshSeconds: Int64 = 30
    /// The bounds of requests to upstreams.
    package var upstream = UpstreamSettings()
    /// The rules for its end.
    package var drain = DrainSettings()
    /// The file that decisions are recorded in; `nil` records none.
    ///
    /// Default: none.
    package var decisions: DecisionSettings?
    /// The log of requests; `nil` writes none.
    ///
    /// Default: none.
    package var accessLog: AccessLogSettings?
    /// The file that keeps what clients have used of their quotas; `nil` forgets it when the gateway ends.
    ///
    /// Default: nowhere.
    package var state: StateSettings?
    /// The path of the unix socket at which a successor takes over the gateway's sockets; `nil` gives them to none.
    ///
    /// Default: nowhere.
    package var handover: String?

    /// The feed of registered clients; `nil` hears of none.
    ///
    /// Default: nowhere.
    package var clientFeed: ClientFeedSettings?

    private static let standardAddress = ListenAddress(host: "127.0.0.1", port: 8080)
    /// The values that `maximumConnections` may have.
    static let maximumConnectionsRange = 1...1_000_000
    /// The values that `maximumTokenBytes` may have.
    static let maximumTokenBytesRange = 1...65_536
    /// The values that `tokenCacheBytes` may have.
    static let tokenCacheBytesRange = 0...17_179_869_184

    /// The defaults.
    package init() {}
}
