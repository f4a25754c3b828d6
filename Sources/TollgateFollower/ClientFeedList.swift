import Tollgate
import TollgateClientFeed

/// The current entry of each client, as far as there is room.
struct ClientFeedList: Hashable, Sendable {
    /// More clients than this are not accepted from a registrar.
    static let maximumCount = 1_000_000
    /// Nor are clients that take more than this: 512 MiB.
    static let maximumBytes = 1 << 29

    /// The clients, none of them forgotten.
    private(set) var entries: [ClientIdentity: ClientFeedEntry] = [:]
    /// The times at which deletions were confirmed, in Unix seconds.
    private(set) var confirmations: [ClientIdentity: Int64] = [:]
    private var bytes = 0

    /// Notes the current entry of a client.
    ///
    /// - Parameter entry: All that is true of it.
    /// - Throws: ``ClientFeedError/tooManyClients(limit:)`` or ``ClientFeedError/tooLarge(limitBytes:)``; nothing has
    ///   changed then.
    mutating func set(_ entry: ClientFeedEntry) throws(ClientFeedError) {
        let client = entry.client
        guard entry.state != .forgotten else { return remove(client) }
        let old = entries[client]
        if old == nil, entries.count >= Self.maximumCount { throw .tooManyClients(limit: Self.maximumCount) }
        let size = bytes - (old.map(Self.bytes) ?? 0) + Self.bytes(entry)
        guard size <= Self.maximumBytes else { throw .tooLarge(limitBytes: Self.maximumBytes) }
        bytes = size
        entries[client] = entry
        confirmations[client] = entry.state == .deleted ? entry.confirmedAt : nil
    }

    /// Whether something later is known of the client: an entry then does not count, since what is new is told ahead of
    /// what is told again, and a client can have several records.
    func isAhead(of entry: ClientFeedEntry) -> Bool {
        guard let sequence = entry.sequence, let known = entries[entry.client]?.sequence else { return false }
        return known > sequence
    }

    /// Forgets a client.
    mutating func remove(_ client: ClientIdentity) {
        guard let old = entries.removeValue(forKey: client) else { return }
        bytes -= Self.bytes(old)
        confirmations[client] = nil
    }

    /// About what an entry takes in memory.
    private static func bytes(_ entry: ClientFeedEntry) -> Int {
        entry.grants.reduce(200 + entry.issuer.utf8.count + entry.clientID.utf8.count) { sum, grant in
            grant.scopes.reduce(sum + 64) { $0 + 32 + $1.utf8.count }
        }
    }
}
