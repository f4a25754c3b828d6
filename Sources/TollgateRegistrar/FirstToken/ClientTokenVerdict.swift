/// What became of the check of a client's first token.
public enum ClientTokenVerdict: Hashable, Sendable {
    /// It passed: the client can use what it was granted.
    case accepted
    /// It did not, and would not later either; says why, the code of the cause first.
    case rejected(reason: String)
    /// That could not be found out now; says why.
    case unknown(reason: String)
}
