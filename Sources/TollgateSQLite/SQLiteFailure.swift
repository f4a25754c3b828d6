internal import GRDB
internal import TollgateRegistrar

/// The translation of errors of SQLite, without the values of the statement.
enum SQLiteFailure {
    /// Returns the store's error for the error of a database call.
    static func translate(_ error: any Error) -> RegistrationError {
        switch error {
        case let error as RegistrationError: error
        case let error as DatabaseError:
            .store(
                .unavailable(reason: "SQLite \(error.extendedResultCode.rawValue): \(error.message ?? "no message")"))
        case is CancellationError: .store(.unavailable(reason: "the task was cancelled"))
        default: .store(.unavailable(reason: "\(type(of: error))"))
        }
    }
}
