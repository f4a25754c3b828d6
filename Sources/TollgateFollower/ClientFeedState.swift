import Tollgate
import TollgateClientFeed

/// Everything that the feed has said so far: a pure value.
///
/// Outside a list each entry counts at once, unless a later one of the same client is known. While a list comes in,
/// what was known before is good, with one exception: a client that an entry refuses is refused from then on, also
/// after a restart. The state is then of no single time any more, so that a list which is cut off is asked for again.
struct ClientFeedState: Hashable, Sendable {
    /// The `id` to resume after; empty at the beginning.
    private(set) var lastEventID = ""
    /// Whether a complete list was received at some time.
    private(set) var isComplete = false
    /// The terms, in seconds, by which deleted clients of an issuer were forgotten since the last complete list.
    private(set) var forgottenAfter: [String: Int64] = [:]
    private var known = ClientFeedList()
    /// The complete list that is coming in.
    private var incoming: ClientFeedList?

    /// The change that a message makes for the gate.
    enum Change: Hashable {
        case nothing
        /// The list is another one.
        case all
        /// Only what to resume after.
        case place
        /// Something else is true of this client.
        case client(ClientIdentity)
        /// This client is to be refused, by a list whose other entries do not count before it is complete.
        case denial(ClientIdentity)
    }

    /// The current entry of each client.
    var entries: [ClientIdentity: ClientFeedEntry] { known.entries }

    /// The clients that may use what they were granted, and those that are refused.
    var entriesByActivity: (active: [ClientFeedEntry], others: [ClientFeedEntry]) {
        (entries.values.filter { $0.state == .active }, entries.values.filter { $0.state != .active })
    }

    /// Nothing was said yet.
    init() {}

    /// The state that was kept of an earlier stream.
    ///
    /// - Parameters:
    ///   - lastEventID: The `id` to resume after.
    ///   - entries: The entries in the order in which they were heard.
    ///   - forgottenAfter: The terms by which clients were forgotten.
    /// - Throws: ``ClientFeedError/tooManyClients(limit:)`` or ``ClientFeedError/tooLarge(limitBytes:)``.
    init(
        lastEventID: String, entries: [ClientFeedEntry], forgottenAfter: [String: Int64] = [:]
    ) throws(ClientFeedError) {
        self.lastEventID = lastEventID
        self.forgottenAfter = forgottenAfter
        for entry in entries { try known.set(entry) }
        isComplete = true
    }

    /// The rest of an earlier stream of which something is missing: the clients to refuse, and no grants.
    ///
    /// - Parameter entries: The entries in the order in which they were heard.
    /// - Throws: ``ClientFeedError/tooManyClients(limit:)`` or ``ClientFeedError/tooLarge(limitBytes:)``.
    init(denialsOf entries: [ClientFeedEntry]) throws(ClientFeedError) {
        for entry in entries { try known.set(entry) }
        for (client, entry) in known.entries where entry.state == .active { known.remove(client) }
    }

    /// A stream begins; a list that the last one did not finish is forgotten.
    mutating func begin() { incoming = nil }

    /// Takes a message.
    ///
    /// - Parameters:
    ///   - message: The message.
    ///   - id: The `id` to resume after.
    /// - Returns: The change.
    /// - Throws: ``ClientFeedError/tooManyClients(limit:)`` or ``ClientFeedError/tooLarge(limitBytes:)``.
    mutating func take(_ message: ClientFeedMessage, id: String) throws(ClientFeedError) -> Change {
        switch message {
        case .reset:
            incoming = ClientFeedList()
            return .nothing
        case .client(let entry):
            guard incoming == nil else { return try list(entry) }
            // A change before any list: the registrar thinks that we have one.
            guard isComplete else { return .nothing }
            guard !known.isAhead(of: entry) else {
                lastEventID = id
                return .place
            }
            let old = known.entries[entry.client]
            try known.set(entry)
            lastEventID = id
            return known.entries[entry.client] == old ? .nothing : .client(entry.client)
        case .complete:
            guard let list = incoming else {
                guard isComplete, id != lastEventID else { return .nothing }
                lastEventID = id
                return .place
            }
            incoming = nil
            known = list
            isComplete = true
            forgottenAfter = [:]
            lastEventID = id
            return .all
        }
    }

    /// Takes an entry of the list that is coming in.
    private mutating func list(_ entry: ClientFeedEntry) throws(ClientFeedError) -> Change {
        guard incoming?.isAhead(of: entry) != true else { return .nothing }
        try incoming?.set(entry)
        let isRefused = entry.state == .deleted || entry.state == .suspended
        guard isRefused, known.entries[entry.client] != entry else { return .nothing }
        // Where there is no room for it, it is refused all the same, and the list has it.
        try? known.set(entry)
        lastEventID = ""
        return .denial(entry.client)
    }

    /// Forgets the clients whose confirmed deletion is so long ago that none of their tokens can be unexpired.
    ///
    /// - Parameters:
    ///   - terms: The times until then.
    ///   - now: The time in Unix seconds.
    /// - Returns: The clients.
    mutating func forget(by terms: DenialTerms, at now: Int64) -> [ClientIdentity] {
        let over = known.confirmations.filter { terms.areOver(issuer: $0.key.issuer, since: $0.value, at: now) }
        for client in over.keys {
            known.remove(client)
            let seconds = terms[client.issuer] ?? 0
            forgottenAfter[client.issuer] = min(forgottenAfter[client.issuer] ?? seconds, seconds)
        }
        return Array(over.keys)
    }

    /// Whether clients were forgotten whose tokens would be accepted by other terms, so that they must be heard of
    /// again.
    func needsList(under terms: DenialTerms) -> Bool {
        forgottenAfter.contains { issuer, seconds in terms[issuer].map { $0 > seconds } ?? true }
    }
}
