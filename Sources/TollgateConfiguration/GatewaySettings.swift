/// Where the gateway listens, and what it writes.
public struct GatewaySettings: Hashable, Sendable {
    /// Where requests to the APIs come in.
    ///
    /// Default: 127.0.0.1:8080.
    public var listen = ListenAddress(host: "127.0.0.1", port: 8080)
    /// Where `/healthz` and `/readyz` are answered; `nil` answers them nowhere.
    ///
    /// Default: nowhere.
    public var adminListen: ListenAddress?
    /// Where decisions are recorded; `nil` records none.
    ///
    /// Default: none.
    public var decisions: DecisionSettings?
    /// Where what clients have used of their quotas is kept; `nil` forgets it when the gateway ends.
    ///
    /// Default: nowhere.
    public var state: StateSettings?

    /// Where it hears of registered clients; `nil` hears of none.
    ///
    /// Default: nowhere.
    public var registrar: RegistrarSettings?

    /// The defaults.
    public init() {}
}
