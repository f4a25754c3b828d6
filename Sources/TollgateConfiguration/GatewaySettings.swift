internal import Tollgate

/// Where the gateway listens, what clients can have of it, and what it writes.
public struct GatewaySettings: Hashable, Sendable {
    /// Where requests to the APIs come in.
    ///
    /// Default: 127.0.0.1:8080.
    public var listen = ListenAddress(host: "127.0.0.1", port: 8080)
    /// Where `/healthz` and `/readyz` are answered; `nil` answers them nowhere.
    ///
    /// Default: nowhere.
    public var adminListen: ListenAddress?
    /// How many connections of clients there may be at once; further ones are answered 503.
    ///
    /// From 1 to 1 000 000. Default: `nil`, 10 000 or half of what the limit of open files allows, if that is less.
    public var maximumConnections: Int?
    /// The longest accepted token in bytes, from 1 to 65 536.
    ///
    /// Default: 8 192.
    public var maximumTokenBytes = Gate.Configuration().maximumTokenBytes
    /// How long the steps of a request may take.
    public var timeouts = TimeoutSettings()
    /// How the gateway ends.
    public var drain = DrainSettings()
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

    /// What `maximumConnections` may be.
    static let maximumConnectionsRange = 1...1_000_000
    /// What `maximumTokenBytes` may be.
    static let maximumTokenBytesRange = 1...65_536

    /// The defaults.
    public init() {}
}
