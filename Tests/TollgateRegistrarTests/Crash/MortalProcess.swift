import CrashWorld
import Foundation
import Synchronization

/// The process that is killed.
final class MortalProcess: Sendable {
    /// How long it may take before it is taken to hang: 30 s.
    private static let deadline = Duration.seconds(30)

    private let process = Mutex(Process())

    /// Runs an operation up to a point.
    ///
    /// - Parameters:
    ///   - database: The path of the database.
    ///   - issuer: The provider's issuer.
    ///   - operation: What to do.
    ///   - record: The access request or the client's record.
    ///   - subscription: The subscription, for an update.
    ///   - point: Where to die.
    /// - Returns: The signal that ended it; `nil` if it ended by itself.
    /// - Throws: What starting a process throws.
    func run(
        database: String, issuer: String, operation: CrashOperation, record: String, subscription: String,
        point: CrashPoint
    ) async throws -> Int32? {
        let binary = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appending(path: "RegistrarCrash")
        let ended = AsyncStream.makeStream(of: Int32?.self)
        try process.withLock { process in
            process.executableURL = binary
            process.arguments = [database, issuer, operation.rawValue, record, subscription, point.rawValue]
            process.standardInput = FileHandle.nullDevice
            process.terminationHandler = { process in
                let signal = process.terminationReason == .uncaughtSignal ? process.terminationStatus : nil
                ended.continuation.yield(signal)
                ended.continuation.finish()
            }
            try process.run()
        }
        let watch = Task {
            try await Task.sleep(for: Self.deadline)
            kill()
        }
        defer { watch.cancel() }
        for await signal in ended.stream { return signal }
        return nil
    }

    /// Ends it now, as the provider does at its two points.
    func kill() {
        process.withLock { process in
            guard process.isRunning else { return }
            _ = Foundation.kill(process.processIdentifier, SIGKILL)
        }
    }
}
