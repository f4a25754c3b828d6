public import Tollgate

/// The outcome of a request, for counting.
public enum GatewayOutcome: Hashable, Sendable {
    /// Its token lets it pass.
    case admitted
    /// It needs no token.
    case open
    /// The gate rejects it, even where the API only observes.
    case rejected(Rejection)
    /// It belongs to no API.
    case unmatched
}
