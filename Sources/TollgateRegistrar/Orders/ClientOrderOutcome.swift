/// What became of an order.
public struct ClientOrderOutcome: Hashable, Sendable {
    /// What became of it.
    public enum Result: String, CaseIterable, Hashable, Sendable {
        /// The client was registered now, or got the subscription now.
        case registered
        /// It was fulfilled before; nothing was done.
        case already
        /// It is approved; the client gets the subscription when that begins.
        case scheduled
    }

    /// What became of it.
    public var result: Result
    /// The access request that the order became.
    public var request: String
    /// The application.
    public var application: String
    /// The client's record; `nil` as long as there is none.
    public var client: String?

    /// An outcome with these parts.
    public init(result: Result, request: String, application: String, client: String?) {
        self.result = result
        self.request = request
        self.application = application
        self.client = client
    }
}
