/// Keeps what clients have used of their quotas beyond the life of one process.
///
/// The gate counts in memory, and no request ever waits for a store. The program loads what was saved before the first
/// request, and saves now and then and at the end:
///
/// ```swift
/// gate.restoreLimits(try await store.load(), at: .now())
/// …
/// try await store.save(gate.limitSnapshot(at: .now()))
/// ```
///
/// A store that several nodes share fits in here as well. Its `save` adds what this node has counted since its last
/// call to what all nodes have counted, and its `load` answers with the sum; after each save the sum is handed to
/// ``Gate/restoreLimits(_:at:)``, which raises counts and never lowers them. Together the nodes then let in at most
/// what they count between two saves beyond a quota.
public protocol LimitStore: Sendable {
    /// Loads the uses that were saved last.
    ///
    /// - Returns: The uses; none where nothing was saved.
    /// - Throws: The store's error if they cannot be loaded.
    func load() async throws -> LimitSnapshot

    /// Saves the uses.
    ///
    /// - Parameter snapshot: The uses, all of them.
    /// - Throws: The store's error if they cannot be saved.
    func save(_ snapshot: LimitSnapshot) async throws
}
