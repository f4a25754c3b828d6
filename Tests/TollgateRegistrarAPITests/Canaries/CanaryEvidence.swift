import Foundation
import Logging
import Synchronization

/// Everything that a run says, writes and answers, except what is meant to show a secret.
final class CanaryEvidence: Sendable {
    private let pieces = Mutex<[String: [UInt8]]>([:])

    /// All of it, by where it came from.
    var all: [String: [UInt8]] { pieces.withLock { $0 } }

    func add(_ text: String, from place: String) {
        pieces.withLock { $0[place, default: []] += Array((text + "\n").utf8) }
    }

    /// A value as it is described, as it is described for debugging, and as reflection takes it apart.
    func add(value: some Any, from place: String) {
        var text = "\(String(describing: value))\n\(String(reflecting: value))\n"
        dump(value, to: &text)
        add(text, from: place)
    }

    func add(file: URL) throws {
        let bytes = Array(try Data(contentsOf: file))
        pieces.withLock { $0[file.lastPathComponent, default: []] += bytes }
    }

    /// A logger that keeps every line from the most detailed level on.
    func logger(_ label: String) -> Logger {
        var logger = Logger(label: label) { label in Handler(evidence: self, label: label) }
        logger.logLevel = .trace
        return logger
    }

    private struct Handler: LogHandler {
        let evidence: CanaryEvidence
        let label: String
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            evidence.add(
                "\(event.level) \(event.message) \(event.metadata ?? [:]) \(metadata)", from: "log of \(label)")
        }
    }
}
