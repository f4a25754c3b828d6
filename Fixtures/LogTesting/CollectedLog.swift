package import Logging
internal import Synchronization

/// A logger that keeps what is logged, for a test to read.
package final class CollectedLog: Sendable {
    private struct Event {
        let level: Logger.Level
        let message: String
        let metadata: Logger.Metadata

        /// Level, message, and the metadata sorted by name.
        var line: String {
            "\(level) \(message)" + metadata.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        }
    }

    private struct Handler: LogHandler {
        let log: CollectedLog
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let kept = Event(level: event.level, message: "\(event.message)", metadata: event.metadata ?? [:])
            log.events.withLock { $0.append(kept) }
            log.continuation.yield(kept.line)
        }
    }

    private let events = Mutex<[Event]>([])
    private let level: Logger.Level
    private let stream: AsyncStream<String>
    private let continuation: AsyncStream<String>.Continuation

    /// A log without a line.
    ///
    /// - Parameter level: The lowest level that is kept. Default: all of them.
    package init(level: Logger.Level = .trace) {
        self.level = level
        (stream, continuation) = AsyncStream.makeStream()
    }

    /// What writes to it.
    package var logger: Logger { Logger(label: "collected") { _ in Handler(log: self, logLevel: level) } }

    /// A line for each event: level, message, and the metadata sorted by name.
    package var lines: [String] { events.withLock { $0.map(\.line) } }

    /// The message of each event.
    package var messages: [String] { events.withLock { $0.map(\.message) } }

    /// Waits for the next line that contains a text; the test's time limit ends it.
    package func next(containing text: String) async {
        for await line in stream where line.contains(text) { return }
    }

    /// The lines since this was called last.
    package func take() -> [String] {
        events.withLock { events in
            defer { events = [] }
            return events.map(\.line)
        }
    }
}
