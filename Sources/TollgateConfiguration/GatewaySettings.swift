/// Where the gateway listens.
public struct GatewaySettings: Hashable, Sendable {
    /// Where requests to the APIs come in.
    ///
    /// Default: 127.0.0.1:8080.
    public var listen = ListenAddress(host: "127.0.0.1", port: 8080)
    /// Where `/healthz` and `/readyz` are answered; `nil` answers them nowhere.
    ///
    /// Default: nowhere.
    public var adminListen: ListenAddress?

    /// The defaults.
    public init() {}
}
