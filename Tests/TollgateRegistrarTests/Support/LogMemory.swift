import Logging
import Synchronization

/// Remembers what is logged, each event as one line.
final class LogMemory: Sendable {
    private struct Handler: LogHandler {
        let memory: LogMemory
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            memory.lines.withLock { $0.append("\(event.level) \(event.message) \(event.metadata ?? [:])") }
        }
    }

    private let lines = Mutex<[String]>([])

    var logger: Logger { Logger(label: "registrar", factory: { _ in Handler(memory: self) }) }

    /// The lines since this was called last.
    func take() -> [String] {
        lines.withLock { lines in
            defer { lines = [] }
            return lines
        }
    }
}
