/// A reason for which there is no address to connect to.
enum DialFault: Error, Equatable {
    /// The name of the upstream cannot be resolved.
    case unresolved
    /// Resolving takes too long.
    case slowResolver
}
