import Dispatch
import Foundation
import Synchronization
import TollgateOutbound

/// A server that is installed on this machine, run for one test with a temporary folder of its own.
final class ServerProcess: Sendable {
    /// What it takes to start a server.
    struct Command {
        let executable: String
        let arguments: [String]
        var environment: [String: String] = [:]
    }

    let folder: URL
    private let name: String
    private let process: Process
    private let ended = DispatchSemaphore(value: 0)
    private let isStopped = Mutex(false)

    var processID: Int32 { process.processIdentifier }
    var isRunning: Bool { process.isRunning }

    /// Makes the folder and starts the server, which does not answer yet.
    ///
    /// - Parameters:
    ///   - name: What it is called in failures, and what the folder's name begins with.
    ///   - prepare: Fills the folder and says what to start.
    /// - Throws: What `prepare` throws, and what starting throws.
    init(name: String, prepare: (URL) throws -> Command) throws {
        let files = FileManager.default
        let folder = files.temporaryDirectory.appending(path: "\(name)-\(UUID().uuidString)")
        try files.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        self.name = name
        self.folder = folder
        do {
            let process = Self.process(try prepare(folder), in: folder)
            self.process = process
            let log = try Self.newFile(folder.appending(path: "log"))
            process.standardOutput = log
            process.standardError = log
            process.terminationHandler = { [ended] _ in ended.signal() }
            try process.run()
        } catch {
            try? files.removeItem(at: folder)
            throw error
        }
    }

    deinit {
        stop()
    }

    /// Ends the server if it still runs, waits until it has ended, and removes the folder.
    ///
    /// Safe to call twice.
    func stop() {
        isStopped.withLock { isStopped in
            guard !isStopped else { return }
            isStopped = true
            if process.isRunning {
                process.terminate()
                if ended.wait(timeout: .now() + 5) == .timedOut {
                    kill(process.processIdentifier, SIGKILL)
                    _ = ended.wait(timeout: .now() + 5)
                }
            }
            try? FileManager.default.removeItem(at: folder)
        }
    }

    /// Waits until an answer is what it should be; 20 s at most.
    func wait(_ outbound: OutboundClient, url: String, until isGood: (OutboundResponse) -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(20)
        var last = "nothing was asked"
        while ContinuousClock.now < end {
            guard process.isRunning else {
                throw ServerFailure(server: name, step: "starting", detail: "it ended at once: \(logTail)")
            }
            do {
                let response = try await outbound.send(OutboundRequest(url: url))
                if isGood(response) { return }
                last = "status \(response.status)"
            } catch {
                last = error.description
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw ServerFailure(server: name, step: "GET \(url)", detail: "not within 20 s (\(last)): \(logTail)")
    }

    /// Runs a short command to its end in `folder`; what it writes goes to the file `output` there.
    static func run(_ command: Command, in folder: URL, output: String) throws {
        let file = folder.appending(path: output)
        let handle = try newFile(file)
        let process = process(command, in: folder)
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
            throw ServerFailure(
                server: command.executable, step: "running it",
                detail: "exit status \(process.terminationStatus), \(text.suffix(300))")
        }
    }

    private static func process(_ command: Command, in folder: URL) -> Process {
        let process = Process()
        process.executableURL = URL(filePath: command.executable)
        process.arguments = command.arguments
        process.environment = ProcessInfo.processInfo.environment.merging(command.environment) { $1 }
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        return process
    }

    private static func newFile(_ url: URL) throws -> FileHandle {
        try Data().write(to: url)
        return try FileHandle(forWritingTo: url)
    }

    private var logTail: String {
        let text = try? String(contentsOf: folder.appending(path: "log"), encoding: .utf8)
        guard let text, !text.isEmpty else { return "its log is empty" }
        return String(text.suffix(300))
    }
}
