import CoreMetrics
import Foundation
import Logging
import NIOPosix
import ServiceLifecycle

/// Writes what a recorder keeps to a file, one JSON object a line.
///
/// The file is opened for each batch, so that it can be moved away at any time. It is readable by its owner alone.
struct DecisionFile: Service {
    private let path: String
    private let recorder: DecisionRecorder
    private let logger: Logger
    private let recorded: Counter
    private let lost: Counter

    init(path: String, recorder: DecisionRecorder, logger: Logger, metrics: any MetricsFactory) {
        self.path = path
        self.recorder = recorder
        self.logger = logger
        recorded = GatewayMetric.decisions.counter(result: "recorded", metrics)
        lost = GatewayMetric.decisions.counter(result: "lost", metrics)
    }

    /// Makes sure that the file can be written to.
    ///
    /// - Throws: ``CommandFailure`` where it cannot.
    func prepare() throws(CommandFailure) {
        do {
            try Self.append(Data(), to: path)
        } catch {
            throw CommandFailure.recording(in: path, because: error.localizedDescription)
        }
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await _ in recorder.arrivals {
                await write { records in
                    // A disk may be slow; the threads that serve requests must not wait for it.
                    try await NIOThreadPool.singleton.runIfActive { [path] in try Self.append(records, to: path) }
                }
            }
        }
        await write { records in try Self.append(records, to: path) }
    }

    /// Writes what has come meanwhile.
    private func write(_ append: ([DecisionRecord]) async throws -> Void) async {
        let (records, dropped) = recorder.take()
        do {
            try await append(records)
            recorded.increment(by: records.count)
        } catch {
            lose(records.count, "\(error)")
        }
        if dropped > 0 { lose(dropped, "they come faster than the file takes them") }
    }

    private func lose(_ count: Int, _ reason: String) {
        lost.increment(by: count)
        logger.warning(
            "decisions were not recorded", metadata: ["file": "\(path)", "count": "\(count)", "reason": "\(reason)"])
    }

    private static func append(_ records: [DecisionRecord], to path: String) throws {
        guard !records.isEmpty else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var lines = Data()
        for record in records {
            lines.append(try encoder.encode(record))
            lines.append(0x0A)
        }
        try append(lines, to: path)
    }

    private static func append(_ data: Data, to path: String) throws {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try file.write(contentsOf: data)
        try file.close()
    }
}
