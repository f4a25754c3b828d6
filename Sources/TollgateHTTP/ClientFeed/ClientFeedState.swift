import Tollgate
import TollgateFeed

/// Everything that the feed has said so far: a pure value.
struct ClientFeedState: Hashable, Sendable {
    /// More clients than this are not accepted from a registrar.
    static let maximumCount = 1_000_000

    /// What to resume after; empty at the beginning.
    private(set) var lastEventID = ""
    /// What is true of each client.
    private(set) var entries: [ClientIdentity: ClientFeedEntry] = [:]
    /// Whether a complete list was received at some time.
    private(set) var isComplete = false
    /// The complete list that is coming in.
    private var incoming: [ClientIdentity: ClientFeedEntry]?

    /// What a message changes for the gate.
    enum Change: Hashable {
        case nothing
        /// The list is another one.
        case all
        /// Something else is true of this client.
        case client(ClientIdentity)
    }

    /// The clients that may use what they were granted, and those that are refused.
    var entriesByActivity: (active: [ClientFeedEntry], others: [ClientFeedEntry]) {
        (entries.values.filter { $0.state == .active }, entries.values.filter { $0.state != .active })
    }

    /// Nothing was said yet.
    init() {}

    /// What was kept of an earlier stream.
    init(lastEventID: String, entries: [ClientFeedEntry]) {
        self.lastEventID = lastEventID
        self.entries = Dictionary(entries.map { ($0.client, $0) }) { _, last in last }
            .filter { $0.value.state != .forgotten }
        isComplete = true
    }

    /// A stream begins; a list that the last one did not finish is forgotten.
    mutating func begin() { incoming = nil }

    /// Takes a message.
    ///
    /// - Parameters:
    ///   - message: The message.
    ///   - id: What to resume after.
    /// - Returns: What it changes.
    /// - Throws: `ClientFeedError.tooManyClients`.
    mutating func take(_ message: ClientFeedMessage, id: String) throws(ClientFeedError) -> Change {
        switch message {
        case .reset:
            incoming = [:]
            return .nothing
        case .client(let entry):
            guard incoming == nil else {
                incoming?[entry.client] = entry.state == .forgotten ? nil : entry
                if incoming?.count ?? 0 > Self.maximumCount { throw .tooManyClients(limit: Self.maximumCount) }
                return .nothing
            }
            // A change before any list: the registrar thinks that we have one.
            guard isComplete else { return .nothing }
            entries[entry.client] = entry.state == .forgotten ? nil : entry
            if entries.count > Self.maximumCount { throw .tooManyClients(limit: Self.maximumCount) }
            lastEventID = id
            return .client(entry.client)
        case .complete:
            guard let list = incoming else { return .nothing }
            incoming = nil
            entries = list
            isComplete = true
            lastEventID = id
            return .all
        }
    }
}
