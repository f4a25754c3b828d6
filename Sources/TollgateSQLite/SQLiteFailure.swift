internal import GRDB
internal import TollgateRegistrar

/// What went wrong in SQLite, without the values of the statement.
enum SQLiteFailure {
    /// The store's error for whatever a database call threw.
    static func translate(_ error: any Error) -> ClientStoreError {
        switch error {
        case let error as ClientStoreError: error
        case let error as DatabaseError:
            .unavailable(reason: "SQLite \(error.extendedResultCode.rawValue): \(error.message ?? "no message")")
        case is CancellationError: .unavailable(reason: "the task was cancelled")
        default: .unavailable(reason: "\(type(of: error))")
        }
    }
}
