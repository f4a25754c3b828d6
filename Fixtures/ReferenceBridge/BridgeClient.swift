/// A client as the bridge keeps it, in the words of RFC 7591.
public struct BridgeClient: Sendable {
    /// `client_id`.
    public let id: String
    /// `client_secret`.
    public var secret: String
    /// When it was registered, in Unix seconds.
    public let issuedAt: Int64
    /// What it was registered with.
    public var registration: BridgeRegistration
    /// Which registration made it.
    let idempotencyKey: String?
}
