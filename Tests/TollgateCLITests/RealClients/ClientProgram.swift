import Foundation
import Testing

@testable import TollgateCLI

/// A program that others have written, where it is installed on this machine.
struct ClientProgram: Sendable {
    static let curl = ClientProgram(path: find("curl"), package: "curl")
    static let h2load = ClientProgram(path: find("h2load"), package: "nghttp2-client")
    static let chromium = ClientProgram(path: find("chromium"), package: "chromium")
    /// The Python that `Fixtures/real-clients/install` makes.
    static let python: ClientProgram = {
        let folder = URL(filePath: fixtures).appending(path: "../../.build/real-clients").standardizedFileURL.path
        let environment = ProcessInfo.processInfo.environment["TOLLGATE_CLIENTS_VENV"] ?? folder
        let isCurrent = FileManager.default.contentsEqual(
            atPath: environment + "/installed.txt", andPath: fixtures + "/requirements.txt")
        return ClientProgram(path: isCurrent ? environment + "/bin/python" : nil, package: nil)
    }()

    /// The folder with the scripts.
    static var fixtures: String { fixture("real-clients") }

    /// The path of something among the fixtures.
    static func fixture(_ name: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Fixtures/\(name)")
            .standardizedFileURL.path
    }

    let path: String?
    /// The Debian package that it comes with.
    let package: String?

    var isInstalled: Bool { path != nil }
    /// Why a test that needs it is skipped.
    var reasonForSkipping: Comment {
        package.map { "the Debian package \($0) is not installed" } ?? "Fixtures/real-clients/install was not run"
    }

    /// Runs it to its end.
    ///
    /// - Parameter arguments: Its arguments.
    /// - Returns: What it has written, errors included, and its exit status.
    /// - Throws: What starting it throws.
    func run(_ arguments: [String]) async throws -> (text: String, status: Int32) {
        let folder = try TemporaryFolder()
        let file = URL(filePath: folder.path).appending(path: "output")
        try Data().write(to: file)
        let process = Process()
        process.executableURL = URL(filePath: path ?? "")
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        let output = try FileHandle(forWritingTo: file)
        process.standardOutput = output
        process.standardError = output
        let (ends, continuation) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = {
            continuation.yield($0.terminationStatus)
            continuation.finish()
        }
        try process.run()
        for await status in ends { return (try String(contentsOf: file, encoding: .utf8), status) }
        process.terminate()
        return ("", -1)
    }

    private static func find(_ name: String) -> String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return path.split(separator: ":").map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
