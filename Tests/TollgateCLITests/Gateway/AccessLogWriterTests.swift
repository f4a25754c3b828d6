import Foundation
import Logging
import ServiceLifecycle
import Testing
import TollgateConfiguration
import TollgateGateway
import TollgatePrometheus
import UnixSignals

@testable import TollgateCLI

@Suite("The access log is written line by line, and a file may be moved away")
struct AccessLogWriterTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "access-\(UUID().uuidString)")

    private func withFile(_ body: (AccessLogFile, String) throws -> Void) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "access.jsonl").path
        try body(AccessLogFile(path: path), path)
    }

    @Test("Lines are added to what is there, and only its owner can read the file")
    func adds() throws {
        try withFile { file, path in
            try file.write(Array("a\n".utf8))
            try AccessLogFile(path: path).write(Array("b\nc\n".utf8))
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "a\nb\nc\n")
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
        }
    }

    @Test("After a file was moved or removed, the next lines are in a new one")
    func follows() throws {
        try withFile { file, path in
            try file.write(Array("a\n".utf8))
            try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
            try file.write(Array("b\n".utf8))
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "b\n")
            #expect(try String(contentsOfFile: path + ".1", encoding: .utf8) == "a\n")
            try FileManager.default.removeItem(atPath: path)
            try file.write(Array("c\n".utf8))
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "c\n")
        }
    }

    @Test("What cannot be written is told with the number of lines and the reason", .enabled(if: Self.hasFullDevice))
    func failsOnFullDisk() throws {
        let failure = try #require(throws: AccessLogFile.Failure.self) {
            try AccessLogFile(path: "/dev/full").write(Array("a\nb\n".utf8))
        }
        #expect(failure.lines == 2 && failure.reason.contains("No space left"))
    }

    private static let hasFullDevice = FileManager.default.fileExists(atPath: "/dev/full")

    @Test("A place that nothing can be written to is told at the start")
    func refusesPlace() throws {
        let path = folder.appending(path: "missing/access.jsonl").path
        let writer = AccessLogWriter(
            AccessLogSettings(.file(path)), hangups: nil, logger: Logger(label: "t") { _ in SwiftLogNoOpLogHandler() },
            clock: ContinuousClock(), metrics: PrometheusRegistry())
        let failure = #expect(throws: CommandFailure.self) { try writer.prepare() }
        #expect("\(failure, default: "")".contains(path))
    }
}
