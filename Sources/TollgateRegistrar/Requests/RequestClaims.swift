internal import TollgateConcurrency

/// Which access requests are being carried out, and which are being ended: never both at once in one process.
final class RequestClaims: Sendable {
    private struct State {
        /// How many are at it, by request.
        var fulfilling: [String: Int] = [:]
        var ending: Set<String> = []
    }

    private let state = Lock(State())

    /// Runs `operation`, which carries a request out, unless the request is being ended.
    ///
    /// - Parameters:
    ///   - id: The request.
    ///   - operation: What to do.
    /// - Returns: What the operation returns.
    /// - Throws: What the operation throws, or `RegistrationError.access(.requestUnderWay)`.
    func fulfilling<Result: Sendable>(
        _ id: String, _ operation: () async throws(RegistrationError) -> Result
    ) async throws(RegistrationError) -> Result {
        let isAdmitted = state.withLock { state in
            guard !state.ending.contains(id) else { return false }
            state.fulfilling[id, default: 0] += 1
            return true
        }
        guard isAdmitted else { throw .access(.requestUnderWay(id: id)) }
        defer {
            state.withLock { state in
                let rest = (state.fulfilling[id] ?? 1) - 1
                state.fulfilling[id] = rest > 0 ? rest : nil
            }
        }
        return try await operation()
    }

    /// Runs `operation`, which ends a request, unless the request is being carried out or ended.
    ///
    /// - Parameters:
    ///   - id: The request.
    ///   - operation: What to do.
    /// - Returns: What the operation returns.
    /// - Throws: What the operation throws, or `RegistrationError.access(.requestUnderWay)`.
    func ending<Result: Sendable>(
        _ id: String, _ operation: () async throws(RegistrationError) -> Result
    ) async throws(RegistrationError) -> Result {
        let isAdmitted = state.withLock { state in
            state.fulfilling[id] == nil && state.ending.insert(id).inserted
        }
        guard isAdmitted else { throw .access(.requestUnderWay(id: id)) }
        defer { state.withLock { _ = $0.ending.remove(id) } }
        return try await operation()
    }
}
