/// The turns at providers that fail where two operations come at once.
///
/// There is one queue for each issuer. It moves on: each operation sends a few requests, each with a deadline, and a
/// queue that is full lets no more operations in.
struct ProviderQueue: Sendable {
    /// The most operations that may wait for one provider: 100.
    static let maximumWaiting = 100

    let coordination: any CoordinationStore

    /// Runs `operation` when it is its turn; at once where the provider takes several requests at a time.
    ///
    /// An operation must not ask for another turn at the same provider: it would wait for itself.
    ///
    /// - Parameters:
    ///   - provider: The provider that the operation sends requests to.
    ///   - operation: The operation.
    /// - Returns: The value of the operation.
    /// - Throws: The error of the operation, `RegistrationError.providerBusy` if too many wait already, or `.store`.
    func withTurn<Value: Sendable>(
        at provider: Provider, _ operation: () async throws(RegistrationError) -> Value
    ) async throws(RegistrationError) -> Value {
        guard provider.driver.takesOneRequestAtATime else { return try await operation() }
        let result = try await coordination.withTurn(in: Self.name(for: provider), limit: Self.maximumWaiting) {
            await Result(of: operation)
        }
        guard let result else { throw .providerBusy(name: provider.name, waiting: Self.maximumWaiting) }
        return try result.get()
    }

    /// Returns the name of the queue: the same server may have been added under two names.
    static func name(for provider: Provider) -> String {
        "provider " + (provider.issuer ?? provider.address)
    }
}
