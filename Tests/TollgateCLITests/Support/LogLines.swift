import Logging
import TollgateConcurrency

/// A logger whose lines a test can read and wait for.
final class LogLines: Sendable {
    private let all = Lock<[String]>([])
    private let stream: AsyncStream<String>
    private let continuation: AsyncStream<String>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    /// All lines so far: level, message, metadata sorted by name.
    var lines: [String] { all.withLock { $0 } }

    var logger: Logger {
        var logger = Logger(label: "test") { _ in Handler(log: self) }
        logger.logLevel = .info
        return logger
    }

    /// Waits for the next line that contains a text; the suite's time limit ends it.
    func next(containing text: String) async {
        for await line in stream where line.contains(text) { return }
    }

    private func add(_ line: String) {
        all.withLock { $0.append(line) }
        continuation.yield(line)
    }

    private struct Handler: LogHandler {
        let log: LogLines
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .info

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let metadata = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
            log.add("\(event.level) \(event.message)\(metadata)")
        }
    }
}
