/// The reason for which a request goes to one of the servers of its API.
public enum UpstreamChoice: String, Hashable, Sendable, CaseIterable {
    /// There is no other.
    case only
    /// It was its turn, by weight.
    case weight
    /// Another one could not be reached.
    case failover
    /// All of them rest, or fail their checks.
    case panic
}
