import Foundation
import TollgateConfiguration

/// A gateway of another maker on this machine, and the folder with what is shipped for it.
struct ProxyProgram: Sendable {
    /// The name of the folder.
    let name: String
    let executable: String
    /// Why it cannot be run; `nil` where it can.
    let missing: String?
    /// The arguments, where `FOLDER` stands for the one with its configuration.
    let arguments: [String]
    /// Whether a client is told of its limits, and a page of another origin that it may read, on admissions.
    var tellsClients = true

    var isInstalled: Bool { missing == nil }
    /// Why a test that needs it is skipped.
    var reasonForSkipping: String { missing ?? "\(name) is installed" }

    static let nginx = ProxyProgram(
        name: "nginx", executable: "/usr/sbin/nginx", package: "nginx",
        arguments: [
            "-p", "FOLDER", "-c", "FOLDER/nginx.conf", "-g",
            "\(getuid() == 0 ? "user root; " : "")daemon off; pid FOLDER/nginx.pid; error_log FOLDER/error.log;",
        ])
    static let debianCaddy = ProxyProgram(
        name: "caddy", executable: "/usr/bin/caddy", package: "caddy", arguments: caddyArguments)
    static let caddy = ProxyProgram(installed: "caddy", arguments: caddyArguments)
    static let haproxy = ProxyProgram(
        name: "haproxy", executable: "/usr/sbin/haproxy", package: "haproxy", arguments: ["-f", "haproxy.cfg"])
    static let traefik = ProxyProgram(
        installed: "traefik", arguments: ["--configFile=traefik.yaml"], tellsClients: false)
    static let envoy = ProxyProgram(
        installed: "envoy",
        arguments: ["-c", "envoy.yaml", "--concurrency", "1", "--disable-hot-restart", "--log-level", "warn"])

    private static let caddyArguments = ["run", "--adapter", "caddyfile", "--config", "Caddyfile"]

    /// The folder with the configurations.
    static var fixtures: URL {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Fixtures/integrations")
            .standardizedFileURL
    }

    private init(name: String, executable: String, package: String, arguments: [String]) {
        self.name = name
        self.executable = executable
        self.arguments = arguments
        missing =
            FileManager.default.isExecutableFile(atPath: executable)
            ? nil : "the Debian package \(package) is not installed"
    }

    /// A program that `Fixtures/integrations/install` brings.
    private init(installed name: String, arguments: [String], tellsClients: Bool = true) {
        let folder =
            ProcessInfo.processInfo.environment["TOLLGATE_PROXIES_VENV"]
            ?? Self.fixtures.appending(path: "../../.build/proxies").standardizedFileURL.path
        self.name = name
        self.arguments = arguments
        self.tellsClients = tellsClients
        executable = "\(folder)/bin/\(name)"
        let isCurrent = FileManager.default.contentsEqual(
            atPath: folder + "/installed.txt", andPath: Self.fixtures.appending(path: "requirements.txt").path)
        missing = isCurrent ? nil : "\(folder) is not what Fixtures/integrations/install makes: run that"
    }
}
