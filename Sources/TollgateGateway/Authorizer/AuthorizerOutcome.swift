/// The answer of an authorizer, for counting.
public enum AuthorizerOutcome: String, Hashable, Sendable, CaseIterable {
    /// The request may pass.
    case admitted = "admit"
    /// The request may not pass, or Tollgate answers it itself.
    case rejected = "reject"
    /// The proxy has not asked as its kind does, or too slowly.
    case malformed
}
