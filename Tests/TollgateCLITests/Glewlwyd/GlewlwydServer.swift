import Synchronization
import TollgateOutbound
import TollgateRegistrar

/// A real Glewlwyd on loopback, for one test.
///
/// It is the server of the Debian package, with a database, a key and a port of its own. `stop()` it in a `defer`.
final class GlewlwydServer: Sendable {
    /// Whether all that it takes is on this machine.
    static var isInstalled: Bool { GlewlwydInstallation.missing == nil }

    /// Why a test that needs it is skipped.
    static var reasonForSkipping: String { GlewlwydInstallation.missing ?? "Glewlwyd is installed" }

    /// The client that may register others: a token that it gets with the scope `register_client` is the initial
    /// access token.
    let registrarID = "registrar"
    let registrarSecret = "registrar-secret"

    private let process: GlewlwydProcess
    private let administration: GlewlwydAdministration
    private let plugin: Mutex<GlewlwydPlugin>

    /// The issuer, which is also the address before `/.well-known/openid-configuration`.
    var issuer: String { Self.issuer(of: process) }
    var processID: Int32 { process.processID }

    /// Starts it on a free port and provisions it.
    static func start(outbound: OutboundClient) async throws -> GlewlwydServer {
        // The process ends with the last reference to it, so also where a step here fails.
        let process = try await startProcess(outbound)
        let server = GlewlwydServer(
            process: process,
            administration: try await GlewlwydAdministration.logIn(outbound, origin: process.origin),
            plugin: GlewlwydPlugin(
                issuer: issuer(of: process), keys: [try PrivateSigningKey.generate(keyID: "glewlwyd-key-1")]))
        try await server.provision()
        return server
    }

    private init(process: GlewlwydProcess, administration: GlewlwydAdministration, plugin: GlewlwydPlugin) {
        self.process = process
        self.administration = administration
        self.plugin = Mutex(plugin)
    }

    /// Tries other ports where somebody takes the free one before Glewlwyd does.
    private static func startProcess(_ outbound: OutboundClient) async throws -> GlewlwydProcess {
        var attempt = 1
        while true {
            let process = try GlewlwydProcess(port: LoopbackPort.free())
            do {
                try await process.waitUntilReady(outbound)
                return process
            } catch  where !process.isRunning && attempt < 3 {
                attempt += 1
            }
        }
    }

    private static func issuer(of process: GlewlwydProcess) -> String {
        "\(process.origin)/api/\(GlewlwydPlugin.name)"
    }

    private func provision() async throws {
        for scope in GlewlwydPlugin.grantable + [GlewlwydPlugin.registrationScope] {
            try await administration.send(
                "POST", "/scope/",
                json: #"{"name":"\#(scope)","display_name":"\#(scope)","password_required":false,"scheme":{}}"#)
        }
        try await administration.send("POST", "/mod/plugin/", json: plugin.withLock { $0.json })
        try await addClient(registrarID, secret: registrarSecret, scopes: [GlewlwydPlugin.registrationScope])
    }

    /// Makes a client that can get tokens with these scopes.
    func addClient(_ id: String, secret: String, scopes: [String]) async throws {
        let scopes = scopes.map { #""\#($0)""# }.joined(separator: ", ")
        try await administration.send(
            "POST", "/client/",
            json: #"""
                {
                  "client_id": "\#(id)", "name": "\#(id)", "client_name": "\#(id)",
                  "confidential": true, "enabled": true, "password": "\#(secret)",
                  "authorization_type": ["client_credentials"], "redirect_uri": [],
                  "scope": [\#(scopes)],
                  "token_endpoint_auth_method": ["client_secret_basic", "client_secret_post"]
                }
                """#)
    }

    /// The names of all clients that are enabled, also of halves, in no order.
    ///
    /// A deletion by RFC 7592 only disables a client.
    func clientNames() async throws -> [String] {
        let answer = try await administration.send("GET", "/client/?limit=1000")
        guard case .array(let clients)? = JSONValue(parsing: answer.body) else {
            throw GlewlwydFailure(step: "GET /api/client/", response: answer)
        }
        return clients.compactMap(\.object).filter { $0["enabled"] == .bool(true) }.map { $0["name"]?.string ?? "" }
    }

    /// Signs with a new key from now on, without a restart.
    ///
    /// The keys before it stay published.
    func rotateKeys() async throws {
        var rotated = plugin.withLock { $0 }
        rotated.keys.insert(
            try PrivateSigningKey.generate(keyID: "glewlwyd-key-\(rotated.keys.count + 1)"), at: 0)
        try await publish(rotated)
    }

    /// Publishes no key but the one that signs.
    func removeOldKeys() async throws {
        var current = plugin.withLock { $0 }
        current.keys.removeLast(current.keys.count - 1)
        try await publish(current)
    }

    private func publish(_ changed: GlewlwydPlugin) async throws {
        try await administration.send("PUT", "/mod/plugin/\(GlewlwydPlugin.name)", json: changed.json)
        try await administration.send("PUT", "/mod/plugin/\(GlewlwydPlugin.name)/reset")
        plugin.withLock { $0 = changed }
    }

    /// Ends the process, waits for it, and removes its folder.
    ///
    /// Safe to call twice.
    func stop() {
        process.stop()
    }
}
