internal import GRDB
public import TollgateRegistrar

/// Keeps providers and clients in one SQLite database.
///
/// A file is created for its owner only (mode 0600), written ahead (WAL), and synchronised to the disk at each commit:
/// an intent that is lost with the power would leave a client at a provider that nobody knows of. What is erased is
/// overwritten with zeros. Any number of tasks may use one store; several processes may share one file.
public final class SQLiteClientStore: ClientStore {
    /// How long a writer waits for another process.
    private static let busySeconds = 5.0

    private let database: any DatabaseWriter

    /// A store in the file at `path`, which is created if it is not there.
    ///
    /// An older version's database is brought up to date.
    ///
    /// - Throws: `ClientStoreError.unavailable` if the file cannot be opened, is not such a database, or is damaged.
    public convenience init(path: String) throws(ClientStoreError) {
        try PrivateFile.createIfMissing(at: path)
        try self.init { configuration in
            try DatabasePool(path: path, configuration: configuration)
        }
        try PrivateFile.closeToOthers(database: path)
    }

    /// A store that lasts as long as the object.
    public static func inMemory() throws(ClientStoreError) -> SQLiteClientStore {
        try SQLiteClientStore { configuration in
            try DatabaseQueue(configuration: configuration)
        }
    }

    private init(open: (Configuration) throws -> any DatabaseWriter) throws(ClientStoreError) {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(Self.busySeconds)
        configuration.label = "tollgate clients"
        do {
            database = try open(configuration)
            try database.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON")
            }
            try Schema.migrator.migrate(database)
            try database.read(IntegrityCheck.run)
        } catch {
            throw SQLiteFailure.translate(error)
        }
    }

    /// Adds a provider.
    public func insert(_ provider: ProviderRecord) async throws(ClientStoreError) {
        try await write { database in
            guard try ProviderRow.fetch(database, name: provider.name) == nil else {
                throw ClientStoreError.providerExists(name: provider.name)
            }
            try ProviderRow.insert(provider, database)
        }
    }

    /// The provider of this name, if there is one.
    public func provider(named name: String) async throws(ClientStoreError) -> ProviderRecord? {
        try await read { try ProviderRow.fetch($0, name: name) }
    }

    /// All providers, by name.
    public func providers() async throws(ClientStoreError) -> [ProviderRecord] {
        try await read { try ProviderRow.fetchAll($0) }
    }

    /// Puts a provider in the place of the one of its name.
    public func replace(_ provider: ProviderRecord) async throws(ClientStoreError) {
        try await write { database in
            guard try ProviderRow.update(provider, database) else {
                throw ClientStoreError.providerUnknown(name: provider.name)
            }
        }
    }

    /// Removes a provider that no client and no offer refers to.
    public func deleteProvider(named name: String) async throws(ClientStoreError) {
        try await write { database in
            let clients = try ClientRow.applications(database, provider: name)
            let products = try OfferRow.products(database, provider: name)
            guard clients.isEmpty, products.isEmpty else {
                throw ClientStoreError.providerInUse(name: name, clients: clients, products: products)
            }
            guard try ProviderRow.delete(database, name: name) else {
                throw ClientStoreError.providerUnknown(name: name)
            }
        }
    }

    /// Commits the intent to register a client.
    public func begin(_ record: ClientRecord) async throws(ClientStoreError) {
        guard record.state == .registering, record.version == 1 else {
            throw .transitionRefused(id: record.id, state: record.state, transition: "begin")
        }
        try await write { database in
            guard try ProviderRow.fetch(database, name: record.provider) != nil else {
                throw ClientStoreError.providerUnknown(name: record.provider)
            }
            if let slot = record.slot, let other = try ClientRow.fetch(database, slot: slot) {
                throw ClientStoreError.clientExists(id: other.id)
            }
            if let application = record.grant.applicationID,
                try ApplicationRow.fetch(database, id: application) == nil
            {
                throw ClientStoreError.applicationUnknown(id: application)
            }
            try Self.checkHolder(of: record, database)
            try ClientRow.insert(record, database)
        }
    }

    /// Removes the record of a registration that was never sent.
    public func discard(_ id: String, at version: Int) async throws(ClientStoreError) {
        try await write { database in
            guard let current = try ClientRow.fetch(database, id: id) else {
                throw ClientStoreError.clientUnknown(id: id)
            }
            try current.checkDiscardable(at: version)
            try ClientRow.delete(database, id: id)
        }
    }

    /// The client record of this identifier, if there is one.
    public func client(id: String) async throws(ClientStoreError) -> ClientRecord? {
        try await read { try ClientRow.fetch($0, id: id) }
    }

    /// The record of a client, whatever its state, if there is one.
    public func client(_ clientID: String, of issuer: String) async throws(ClientStoreError) -> ClientRecord? {
        try await read { try ClientRow.fetch($0, client: clientID, of: issuer) }
    }

    /// The client record that is not final and has this slot, if there is one.
    public func client(slot: String) async throws(ClientStoreError) -> ClientRecord? {
        try await read { try ClientRow.fetch($0, slot: slot) }
    }

    /// The records that are new, or news to gates, after a point in the store's history.
    public func changes(after sequence: Int64, limit: Int) async throws(ClientStoreError) -> [ClientChange] {
        try await read { try ClientRow.fetchChanges($0, after: sequence, limit: limit) }
    }

    /// A change that was made, the last one without a number.
    public func point(at sequence: Int64?) async throws(ClientStoreError) -> ClientChangePoint? {
        try await read { try ClientRow.fetchPoint($0, at: sequence) }
    }

    /// All client records, oldest first.
    public func clients() async throws(ClientStoreError) -> [ClientRecord] {
        try await read { try ClientRow.fetchAll($0) }
    }

    /// Commits one step of a client's record in one transaction.
    public func apply(
        _ transition: ClientTransition, to id: String, at version: Int, now: Int64
    ) async throws(ClientStoreError) -> ClientRecord {
        try await write { database in
            guard let current = try ClientRow.fetch(database, id: id) else {
                throw ClientStoreError.clientUnknown(id: id)
            }
            let next = try current.applying(transition, at: version, now: now)
            if current.clientID == nil { try Self.checkHolder(of: next, database) }
            try ClientRow.update(next, over: current, database)
            let application = try next.grant.applicationID.flatMap { try ApplicationRow.fetch(database, id: $0) }
            if let notice = Notice(transition, next, of: application) { try NoticeRow.insert(notice, database) }
            return next
        }
    }

    /// Refuses to give a record a client that another one holds.
    private static func checkHolder(of record: ClientRecord, _ database: Database) throws {
        let holder = try ClientRow.fetch(database, client: record.clientID, of: record.issuer)
        if let holder { throw ClientStoreError.clientTaken(record: holder.id) }
    }

    func read<Result: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Result
    ) async throws(ClientStoreError) -> Result {
        do {
            return try await database.read(body)
        } catch {
            throw SQLiteFailure.translate(error)
        }
    }

    func write<Result: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Result
    ) async throws(ClientStoreError) -> Result {
        do {
            return try await database.write(body)
        } catch {
            throw SQLiteFailure.translate(error)
        }
    }
}
