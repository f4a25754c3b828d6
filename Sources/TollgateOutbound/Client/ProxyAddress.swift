/// A proxy that requests are made through.
struct ProxyAddress: Hashable, Sendable {
    /// Its host.
    let host: String
    /// Its port.
    let port: Int
    /// The credentials that the proxy asks for, if any: `user:password`.
    ///
    /// Never log it.
    let credentials: String?
}
