/// The client records of a store as operations use them: one operation on each at a time.
struct ClientRecords: Sendable {
    /// The time that an operation may be under way before another one may take its place: 2 min.
    ///
    /// It is far longer than the deadline of a request, so the process that began it has died.
    static let leaseSeconds: Int64 = 120
    /// The pauses before each further attempt to store an answer of a provider: 50 ms and 200 ms.
    static let commitPauses: [Duration] = [.milliseconds(50), .milliseconds(200)]

    let store: any ClientStore
    let now: @Sendable () -> Int64

    /// Lists all records, oldest first.
    func all() async throws(RegistrationError) -> [ClientRecord] {
        try await store.clients()
    }

    /// Returns one record.
    ///
    /// - Throws: `RegistrationError.clientUnknown` or `.store`.
    func record(_ id: String) async throws(RegistrationError) -> ClientRecord {
        let found = try await store.client(id: id)
        guard let found else { throw .clientUnknown(id: id) }
        return found
    }

    /// Returns the record that has a slot, if one that is not final has it.
    func record(inSlot slot: String) async throws(RegistrationError) -> ClientRecord? {
        try await store.client(slot: slot)
    }

    /// Commits the intent to register a client.
    func begin(_ record: ClientRecord) async throws(RegistrationError) {
        try await store.begin(record)
    }

    /// Removes the record of a registration that was never sent.
    func discard(_ record: ClientRecord) async throws(RegistrationError) {
        try await store.discard(record.id, at: record.version)
    }

    /// Commits one step of a record.
    ///
    /// - Parameters:
    ///   - transition: The step.
    ///   - record: The record as it was seen last.
    /// - Returns: The record as it is now.
    /// - Throws: `RegistrationError.clientState` if the record's state does not allow the step, `.clientBusy` if
    ///   another operation was faster, `.store`.
    func apply(_ transition: ClientTransition, to record: ClientRecord) async throws(RegistrationError) -> ClientRecord
    {
        do {
            return try await store.apply(transition, to: record.id, at: record.version, now: now())
        } catch {
            switch error {
            case .transitionRefused(let id, let state, _): throw .clientState(id: id, state: state)
            case .recordChanged:
                // The state that the other operation has given it says more than the version numbers.
                let current = try? await store.client(id: record.id)
                throw .clientBusy(id: record.id, state: current?.state ?? record.state)
            default: throw error
            }
        }
    }

    /// Commits a step that says what a provider has done already, and so must not be given up at once.
    ///
    /// - Parameters:
    ///   - transition: The step.
    ///   - record: The record as it was seen last.
    /// - Returns: The record as it is now.
    /// - Throws: The errors of `apply(_:to:)`; after the last attempt if it is the store that does not work.
    @discardableResult
    func commit(
        _ transition: ClientTransition, to record: ClientRecord
    ) async throws(RegistrationError) -> ClientRecord {
        for pause in Self.commitPauses {
            do {
                return try await apply(transition, to: record)
            } catch {
                guard case .store(.unavailable) = error else { throw error }
                try? await Task.sleep(for: pause)
            }
        }
        return try await apply(transition, to: record)
    }

    /// Refuses to begin a second operation while one is under way.
    ///
    /// - Throws: `RegistrationError.clientBusy`.
    func checkIdle(_ record: ClientRecord) throws(RegistrationError) {
        let isUnderWay =
            switch record.state {
            case .registering, .verifying, .updating, .deleting: record.operationID != nil
            case .active, .deleted, .failed, .inDoubt, .lost: false
            }
        if isUnderWay, now() - record.updatedAt < Self.leaseSeconds {
            throw .clientBusy(id: record.id, state: record.state)
        }
    }
}
