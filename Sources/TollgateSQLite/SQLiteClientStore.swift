internal import GRDB
public import TollgateRegistrar

/// A store of providers and clients in one SQLite database.
///
/// A file is created for its owner only (mode 0600), written ahead (WAL), and synchronised to the disk at each commit:
/// an intent that is lost with the power would leave an unknown client at a provider. Erased content is overwritten
/// with zeros. Any number of tasks may use one store; several processes may share one file, and then take no turns at
/// providers that want one request at a time.
///
/// ```swift
/// let store = try SQLiteClientStore(path: "clients.sqlite")       // or `.inMemory()`, for tests
/// let registrar = Registrar(store: store, configuration: configuration)
/// for provider in try await store.providers() { print(provider.name) }
/// ```
public final class SQLiteClientStore: ClientStore {
    /// The time that a writer waits for another process.
    private static let busySeconds = 5.0

    private let database: any DatabaseWriter
    let coordination = InProcessCoordination()

    /// A store in the file at `path`, which is created if it is not there.
    ///
    /// An older version's database is brought up to date.
    ///
    /// - Throws: `RegistrationError.store(.unavailable)` if the file cannot be opened or kept from others, is not such
    ///   a database, or is damaged.
    public convenience init(path: String) throws(RegistrationError) {
        try PrivateFile.createIfMissing(at: path)
        try self.init { configuration in
            try DatabasePool(path: path, configuration: configuration)
        }
        try PrivateFile.closeToOthers(database: path)
    }

    /// Opens a store in memory, which lasts as long as the object.
    ///
    /// - Throws: `RegistrationError.store(.unavailable)` if the database cannot be made.
    public static func inMemory() throws(RegistrationError) -> SQLiteClientStore {
        try SQLiteClientStore { configuration in
            try DatabaseQueue(configuration: configuration)
        }
    }

    private init(open: (Configuration) throws -> any DatabaseWriter) throws(RegistrationError) {
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

    /// Closes the database when what is in progress has ended; every later call throws.
    ///
    /// A store that is released closes it as well, though perhaps a moment later: call this before the file is removed.
    ///
    /// - Throws: `RegistrationError.store` if it cannot be closed.
    public func close() throws(RegistrationError) {
        do { try database.close() } catch { throw SQLiteFailure.translate(error) }
    }

    /// Adds a provider.
    ///
    /// - Throws: `RegistrationError.providerExists` if the name is taken; `.store`.
    public func insert(_ provider: ProviderRecord) async throws(RegistrationError) {
        try await write { database in
            guard try ProviderRow.fetch(database, name: provider.name) == nil else {
                throw RegistrationError.providerExists(name: provider.name)
            }
            try ProviderRow.insert(provider, database)
        }
    }

    /// Returns the provider of this name, if there is one.
    ///
    /// - Throws: `RegistrationError.store`.
    public func provider(named name: String) async throws(RegistrationError) -> ProviderRecord? {
        try await read { try ProviderRow.fetch($0, name: name) }
    }

    /// Lists all providers, by name.
    ///
    /// - Throws: `RegistrationError.store`.
    public func providers() async throws(RegistrationError) -> [ProviderRecord] {
        try await read { try ProviderRow.fetchAll($0) }
    }

    /// Puts a provider in the place of the one of its name.
    ///
    /// - Throws: `RegistrationError.providerUnknown` if there is none of this name; `.store`.
    public func replace(_ provider: ProviderRecord) async throws(RegistrationError) {
        try await write { database in
            guard try ProviderRow.update(provider, database) else {
                throw RegistrationError.providerUnknown(name: provider.name)
            }
        }
    }

    /// Removes a provider that no client and no offer refers to.
    ///
    /// - Throws: `RegistrationError.providerInUse` as long as a client in a state that is not final, or the offer of a
    ///   product, refers to it; `.providerUnknown` if there is none of this name; `.store`.
    public func deleteProvider(named name: String) async throws(RegistrationError) {
        try await write { database in
            let clients = try ClientRow.applications(database, provider: name)
            let products = try OfferRow.products(database, provider: name)
            guard clients.isEmpty, products.isEmpty else {
                throw RegistrationError.providerInUse(name: name, clients: clients, products: products)
            }
            guard try ProviderRow.delete(database, name: name) else {
                throw RegistrationError.providerUnknown(name: name)
            }
        }
    }

    /// Commits the intent to register a client.
    ///
    /// - Throws: `RegistrationError.transitionRefused` if the record is not `registering`, or not version 1;
    ///   `.providerUnknown` if the provider was removed meanwhile; `.clientExists` if another record has the same slot;
    ///   `.access(.applicationUnknown)` if the application was removed meanwhile; `.clientOnRecord` if it names another
    ///   record's client; `.store`.
    public func begin(_ record: ClientRecord) async throws(RegistrationError) {
        guard record.state == .registering, record.version == 1 else {
            throw .transitionRefused(id: record.id, state: record.state, transition: "begin")
        }
        try await write { database in
            guard try ProviderRow.fetch(database, name: record.provider) != nil else {
                throw RegistrationError.providerUnknown(name: record.provider)
            }
            if let slot = record.slot, let other = try ClientRow.fetch(database, slot: slot) {
                throw RegistrationError.clientExists(id: other.id)
            }
            if let application = record.settings.applicationID,
                try ApplicationRow.fetch(database, id: application) == nil
            {
                throw RegistrationError.access(.applicationUnknown(id: application))
            }
            try Self.checkHolder(of: record, database)
            try ClientRow.insert(record, database)
        }
    }

    /// Removes the record of a registration that was never sent.
    ///
    /// - Throws: `RegistrationError.clientUnknown` if there is no such record; `.recordChanged` if it has changed
    ///   since; `.transitionRefused` if it is not `registering`, or has a registration; `.store`.
    public func discard(_ id: String, at version: Int) async throws(RegistrationError) {
        try await write { database in
            guard let current = try ClientRow.fetch(database, id: id) else {
                throw RegistrationError.clientUnknown(id: id)
            }
            try current.checkDiscardable(at: version)
            try ClientRow.delete(database, id: id)
        }
    }

    /// Returns the client record of this identifier, if there is one.
    ///
    /// - Throws: `RegistrationError.store`.
    public func client(id: String) async throws(RegistrationError) -> ClientRecord? {
        try await read { try ClientRow.fetch($0, id: id) }
    }

    /// Returns the record of a client, whatever its state, if there is one.
    ///
    /// - Throws: `RegistrationError.store`.
    public func client(_ clientID: String, of issuer: String) async throws(RegistrationError) -> ClientRecord? {
        try await read { try ClientRow.fetch($0, client: clientID, of: issuer) }
    }

    /// Returns the client record that is not final and has this slot, if there is one.
    ///
    /// - Throws: `RegistrationError.store`.
    public func client(slot: String) async throws(RegistrationError) -> ClientRecord? {
        try await read { try ClientRow.fetch($0, slot: slot) }
    }

    /// Lists the records that are new, or news to gates, after a point in the store's history.
    ///
    /// - Throws: `RegistrationError.store`.
    public func changes(after sequence: Int64, limit: Int) async throws(RegistrationError) -> [ClientChange] {
        try await read { try ClientRow.fetchChanges($0, after: sequence, limit: limit) }
    }

    /// Returns a change that was made; the last one without a number.
    ///
    /// - Throws: `RegistrationError.store`.
    public func point(at sequence: Int64?) async throws(RegistrationError) -> ClientChangePoint? {
        try await read { try ClientRow.fetchPoint($0, at: sequence) }
    }

    /// Lists all client records, oldest first.
    ///
    /// - Throws: `RegistrationError.store`.
    public func clients() async throws(RegistrationError) -> [ClientRecord] {
        try await read { try ClientRow.fetchAll($0) }
    }

    /// Commits one step of a client's record in one transaction.
    ///
    /// - Throws: `RegistrationError.clientUnknown` if there is no such record; `.recordChanged` if it has changed
    ///   since; `.transitionRefused` if its state does not allow the step; `.clientOnRecord` if the client is another
    ///   record's; `.store`.
    public func apply(
        _ transition: ClientTransition, to id: String, at version: Int, now: Int64
    ) async throws(RegistrationError) -> ClientRecord {
        try await write { database in
            guard let current = try ClientRow.fetch(database, id: id) else {
                throw RegistrationError.clientUnknown(id: id)
            }
            let next = try current.applying(transition, at: version, now: now)
            if current.clientID == nil { try Self.checkHolder(of: next, database) }
            try ClientRow.update(next, over: current, database)
            let application = try next.settings.applicationID.flatMap { try ApplicationRow.fetch(database, id: $0) }
            if let notice = Notice(transition, next, of: application) { try NoticeRow.insert(notice, database) }
            return next
        }
    }

    /// Refuses to give a record a client that another one holds.
    private static func checkHolder(of record: ClientRecord, _ database: Database) throws {
        let holder = try ClientRow.fetch(database, client: record.clientID, of: record.issuer)
        if let holder { throw RegistrationError.clientOnRecord(record: holder.id) }
    }

    func read<Result: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Result
    ) async throws(RegistrationError) -> Result {
        do {
            return try await database.read(body)
        } catch {
            throw SQLiteFailure.translate(error)
        }
    }

    func write<Result: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Result
    ) async throws(RegistrationError) -> Result {
        do {
            return try await database.write(body)
        } catch {
            throw SQLiteFailure.translate(error)
        }
    }
}
