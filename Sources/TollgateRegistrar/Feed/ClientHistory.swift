/// The changes of clients in the order in which a store made them, for gates to follow.
struct ClientHistory: Sendable {
    let store: any ClientStore

    /// Lists changes, as ``Registrar/changes(after:limit:)``.
    func changes(after sequence: Int64, limit: Int) async throws(RegistrationError) -> [ClientChange] {
        try await store.changes(after: sequence, limit: limit)
    }

    /// Returns the last change; the start where there was none.
    func lastChange() async throws(RegistrationError) -> ClientChangePoint {
        try await store.point(at: nil) ?? .start
    }

    /// Says whether a point is of this store's history, as ``Registrar/remembers(_:)``.
    func remembers(_ point: ClientChangePoint) async throws(RegistrationError) -> Bool {
        if point == .start { return true }
        return try await store.point(at: point.sequence) == point
    }
}
