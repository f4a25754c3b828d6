import Logging
import TollgateConcurrency

/// Keeps what is logged, a line for each event: level, message, and the details sorted by name.
final class CollectedLog: Sendable {
    private let collected = Lock<[String]>([])

    var lines: [String] { collected.withLock { $0 } }

    var logger: Logger { Logger(label: "collected") { _ in Handler(log: self) } }

    private struct Handler: LogHandler {
        let log: CollectedLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let details = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }
            let line = "\(event.level) \(event.message)" + details.joined()
            log.collected.withLock { $0.append(line) }
        }
    }
}
