/// The feed by which the gateway hears of the clients that the registrar has registered.
package struct ClientFeedSettings: Hashable, Sendable {
    /// The URL of the registrar's feed of clients.
    package var feed: String
    /// The bearer token that the registrar asks for.
    package var token: SecretReference
    /// The file that keeps what was heard, for a start without the registrar; `nil` keeps nothing.
    ///
    /// Default: nothing is kept.
    package var cache: String?

    /// Settings with these values.
    package init(feed: String, token: SecretReference, cache: String? = nil) {
        self.feed = feed
        self.token = token
        self.cache = cache
    }
}
