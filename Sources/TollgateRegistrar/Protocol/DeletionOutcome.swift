/// How the deletion of a client at its provider ended.
public enum DeletionOutcome: String, Hashable, Sendable {
    /// The provider deleted it.
    case deleted
    /// The provider did not have it any more.
    case gone
    /// The provider does not let this registrar delete it; it may still exist.
    case lost
}
