/// One creation that carried an `Idempotency-Key`.
public struct IdempotentCreation: Hashable, Sendable {
    /// The owner who asked; two owners' keys have nothing to do with each other.
    public var owner: String
    /// The key.
    public var key: String
    /// The digest of the request: method, path and body.
    public var fingerprint: [UInt8]
    /// The status of the answer; `nil` as long as there is none.
    public var status: Int?
    /// The body of the answer, without secrets.
    public var body: [UInt8]
    /// The time at which it was asked, in Unix seconds.
    public var createdAt: Int64

    /// A creation with these parts.
    public init(
        owner: String, key: String, fingerprint: [UInt8], status: Int? = nil, body: [UInt8] = [], createdAt: Int64
    ) {
        self.owner = owner
        self.key = key
        self.fingerprint = fingerprint
        self.status = status
        self.body = body
        self.createdAt = createdAt
    }
}
