import TollgateRegistrar

/// Runs an operation that is to be refused.
///
/// - Parameter operation: The operation.
/// - Returns: The code of the error that it throws; `nil` if it throws none, the error's description if it is of another
///   type.
func refusalCode<Result>(_ operation: () async throws -> Result) async -> String? {
    do {
        _ = try await operation()
        return nil
    } catch let error as RegistrationError {
        return error.code
    } catch {
        return "\(error)"
    }
}
