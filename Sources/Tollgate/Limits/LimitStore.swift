/// Keeps what clients have used of their quotas beyond the life of one process.
///
/// The gate counts in memory, and no request ever waits for a store: whoever runs the gate loads what was saved before
/// the first request (`Gate.restoreLimits`), and saves `Gate.limitSnapshot` now and then and at the end.
///
/// A store that several nodes share fits in here as well. Its `save` adds what this node has counted since its last
/// call to what all nodes have counted, and its `load` answers with the sum; after each save the sum is handed to
/// `Gate.restoreLimits`, which raises counts and never lowers them. Together the nodes then let in at most what they
/// count between two saves beyond a quota.
public protocol LimitStore: Sendable {
    /// What was saved last.
    ///
    /// - Returns: The uses; none where nothing was saved.
    /// - Throws: Why they cannot be had.
    func load() async throws -> LimitSnapshot

    /// Saves what has been used.
    ///
    /// - Parameter snapshot: The uses, all of them.
    /// - Throws: Why they cannot be saved.
    func save(_ snapshot: LimitSnapshot) async throws
}
