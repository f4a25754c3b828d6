/// A proxy that requests are made through.
struct ProxyAddress: Hashable, Sendable {
    /// Its host.
    let host: String
    /// Its port.
    let port: Int
    /// What it is told of who asks, if anything: `user:password`.
    ///
    /// Never log it.
    let credentials: String?
}
