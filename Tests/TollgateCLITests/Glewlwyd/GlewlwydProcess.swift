import Foundation
import TollgateOutbound

/// A running Glewlwyd with its database and its configuration in a temporary folder.
final class GlewlwydProcess: Sendable {
    let port: Int
    private let server: ServerProcess

    var origin: String { "http://127.0.0.1:\(port)" }
    var processID: Int32 { server.processID }
    var isRunning: Bool { server.isRunning }

    /// Makes the folder and starts the server, which does not answer yet.
    init(port: Int) throws {
        self.port = port
        server = try ServerProcess(name: "glewlwyd") { folder in
            try FileManager.default.createDirectory(
                at: folder.appending(path: "middleware"), withIntermediateDirectories: false)
            try Self.makeDatabase(in: folder)
            let configuration = folder.appending(path: "glewlwyd.conf")
            try Data(Self.configuration(port: port, folder: folder).utf8).write(to: configuration)
            return ServerProcess.Command(
                executable: GlewlwydInstallation.server, arguments: ["--config-file=\(configuration.path)"])
        }
    }

    /// Ends the server if it still runs, waits until it has ended, and removes the folder.
    func stop() { server.stop() }

    /// Waits until the server answers; 20 s at most.
    func waitUntilReady(_ outbound: OutboundClient) async throws {
        try await server.wait(outbound, url: "\(origin)/config") { $0.status == 200 }
    }

    // MARK: The folder

    /// One transaction, since otherwise every statement waits for the disk.
    private static func makeDatabase(in folder: URL) throws {
        try ServerProcess.run(
            .init(executable: GlewlwydInstallation.gzip, arguments: ["-dc", GlewlwydInstallation.database]),
            in: folder, output: "init.sql")
        try ServerProcess.run(
            .init(
                executable: GlewlwydInstallation.sqlite,
                arguments: ["-bail", "glewlwyd.db", "BEGIN;", ".read init.sql", "COMMIT;"]),
            in: folder, output: "init.log")
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
