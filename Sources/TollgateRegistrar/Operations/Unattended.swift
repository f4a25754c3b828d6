/// Runs `operation` to its end, whether or not the caller is cancelled meanwhile.
///
/// A request to a provider cannot be taken back, so its answer must be committed in any case.
///
/// - Parameter operation: The operation.
/// - Returns: The value of the operation.
/// - Throws: The error of the operation.
func unattended<Value: Sendable>(
    _ operation: @escaping @Sendable () async throws(RegistrationError) -> Value
) async throws(RegistrationError) -> Value {
    let task = Task { await Result(of: operation) }
    return try await task.value.get()
}

extension Result where Failure == RegistrationError {
    /// The outcome of `operation`.
    init(of operation: () async throws(RegistrationError) -> Success) async {
        do {
            self = .success(try await operation())
        } catch {
            self = .failure(error)
        }
    }
}
