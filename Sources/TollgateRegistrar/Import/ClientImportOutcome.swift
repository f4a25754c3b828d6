/// The outcome of importing one item.
public struct ClientImportOutcome: Hashable, Sendable {
    /// The results.
    public enum Result: String, CaseIterable, Hashable, Sendable {
        /// The client was registered now, or got the subscription now.
        case registered
        /// A client that the provider had already was taken over now.
        case adopted
        /// It was fulfilled before; nothing was done.
        case already
        /// It is approved; the client gets the subscription when that begins.
        case scheduled
    }

    /// The result.
    public var result: Result
    /// The access request that the item became.
    public var request: String
    /// The application.
    public var application: String
    /// The client's record; `nil` as long as there is none.
    public var client: String?
    /// Differences that an operator should know, in words for a person.
    public var warnings: [String]

    /// An outcome with these parts.
    package init(result: Result, request: String, application: String, client: String?, warnings: [String] = []) {
        self.result = result
        self.request = request
        self.application = application
        self.client = client
        self.warnings = warnings
    }
}
