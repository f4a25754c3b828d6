import Dispatch
import Foundation
import Synchronization
import TollgateHTTP

/// A running Glewlwyd with its database and its configuration in a temporary folder.
final class GlewlwydProcess: Sendable {
    let port: Int
    let folder: URL
    private let process: Process
    private let ended = DispatchSemaphore(value: 0)
    private let isStopped = Mutex(false)

    var origin: String { "http://127.0.0.1:\(port)" }
    var processID: Int32 { process.processIdentifier }
    var isRunning: Bool { process.isRunning }

    /// Makes the folder and starts the server, which does not answer yet.
    init(port: Int) throws {
        let files = FileManager.default
        let folder = files.temporaryDirectory.appending(path: "glewlwyd-\(UUID().uuidString)")
        try files.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let process = Process()
        self.port = port
        self.folder = folder
        self.process = process
        do {
            try files.createDirectory(
                at: folder.appending(path: "middleware"), withIntermediateDirectories: false)
            try Self.makeDatabase(in: folder)
            let configuration = folder.appending(path: "glewlwyd.conf")
            try Data(Self.configuration(port: port, folder: folder).utf8).write(to: configuration)
            let log = try Self.newFile(folder.appending(path: "log"))
            process.executableURL = URL(filePath: GlewlwydInstallation.server)
            process.arguments = ["--config-file=\(configuration.path)"]
            process.currentDirectoryURL = folder
            process.standardInput = FileHandle.nullDevice
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

    /// Waits until the server answers; 20 s at most.
    func waitUntilReady(_ outbound: OutboundClient) async throws {
        let step = "starting \(GlewlwydInstallation.server)"
        let end = ContinuousClock.now + .seconds(20)
        var last = "nothing was asked"
        while ContinuousClock.now < end {
            guard process.isRunning else {
                throw GlewlwydFailure(step: step, detail: "it ended at once: \(logTail)")
            }
            do {
                let response = try await outbound.send(OutboundRequest(url: "\(origin)/config"))
                if response.status == 200 { return }
                last = "status \(response.status)"
            } catch {
                last = error.description
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw GlewlwydFailure(step: step, detail: "no answer within 20 s (\(last)): \(logTail)")
    }

    private var logTail: String {
        let text = try? String(contentsOf: folder.appending(path: "log"), encoding: .utf8)
        guard let text, !text.isEmpty else { return "its log is empty" }
        return String(text.suffix(300))
    }

    // MARK: The folder

    /// One transaction, since otherwise every statement waits for the disk.
    private static func makeDatabase(in folder: URL) throws {
        try run(GlewlwydInstallation.gzip, ["-dc", GlewlwydInstallation.database], in: folder, output: "init.sql")
        try run(
            GlewlwydInstallation.sqlite, ["-bail", "glewlwyd.db", "BEGIN;", ".read init.sql", "COMMIT;"], in: folder,
            output: "init.log")
    }

    /// Runs a short command to its end; what it writes goes to the file `output`.
    private static func run(_ command: String, _ arguments: [String], in folder: URL, output: String) throws {
        let file = folder.appending(path: output)
        let handle = try newFile(file)
        let process = Process()
        process.executableURL = URL(filePath: command)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
            throw GlewlwydFailure(
                step: "running \(command)", detail: "exit status \(process.terminationStatus), \(text.suffix(300))")
        }
    }

    private static func newFile(_ url: URL) throws -> FileHandle {
        try Data().write(to: url)
        return try FileHandle(forWritingTo: url)
    }

    /// A `use_secure_connection=false` without key files would be a fatal error: the line is left out.
    private static func configuration(port: Int, folder: URL) -> String {
        let modules = GlewlwydInstallation.modules
        return """
            port=\(port)
            bind_address="127.0.0.1"
            external_url="http://127.0.0.1:\(port)"
            login_url="login.html"
            api_prefix="api"
            log_mode="console"
            log_level="WARNING"
            cookie_domain="127.0.0.1"
            cookie_secure=0
            session_key="GLEWLWYD2_SESSION_ID"
            admin_session_authentication="cookie,api_key"
            admin_scope="g_admin"
            profile_scope="g_profile"
            user_module_path="\(modules)/user"
            user_middleware_module_path="\(folder.path)/middleware"
            client_module_path="\(modules)/client"
            user_auth_scheme_module_path="\(modules)/scheme"
            plugin_module_path="\(modules)/plugin"
            hash_algorithm="SHA512"
            database = { type = "sqlite3"; path = "\(folder.path)/glewlwyd.db"; };

            """
    }
}
