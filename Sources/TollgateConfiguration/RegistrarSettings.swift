/// Where the gateway hears of the clients that the registrar has registered.
public struct RegistrarSettings: Hashable, Sendable {
    /// The URL of the registrar's feed of clients.
    public var feed: String
    /// The bearer token that the registrar asks for.
    public var token: SecretReference
    /// The file that keeps what was heard, for a start without the registrar; `nil` keeps nothing.
    ///
    /// Default: nothing is kept.
    public var cache: String?

    /// Settings with these values.
    public init(feed: String, token: SecretReference, cache: String? = nil) {
        self.feed = feed
        self.token = token
        self.cache = cache
    }
}
