import Foundation
import Synchronization
import TollgateCrypto
import TollgateOutbound
import TollgateRegistrar

/// A real django-oauth-toolkit on loopback, for one test.
///
/// It has a database, keys and a port of its own. `stop()` it in a `defer`.
final class DjangoServer: Sendable {
    let clientID = "client"
    let clientSecret = "client-secret"
    /// The client whose tokens with the scope `register_client` let registrations in.
    let registrarID = "registrar"
    let registrarSecret = "registrar-secret"
    let origin: String
    private let process: ServerProcess
    private let outbound: OutboundClient
    /// The first one signs; all are published.
    private let keys: Mutex<[String]>

    var issuer: String { "\(origin)/o" }
    /// It ends in a slash, so it is not where OpenID Connect Discovery has it.
    var discoveryURL: String { "\(issuer)/.well-known/openid-configuration/" }
    var tokenEndpoint: String { "\(issuer)/token/" }
    private var keySetURL: String { "\(issuer)/.well-known/jwks.json" }

    /// Starts it on a free port, with two clients.
    static func start(_ installation: DjangoInstallation, outbound: OutboundClient) async throws -> DjangoServer {
        let server = try DjangoServer(installation, port: LoopbackPort.free(), outbound: outbound)
        try await server.process.wait(outbound, url: server.keySetURL) { $0.status == 200 }
        return server
    }

    private init(_ installation: DjangoInstallation, port: Int, outbound: OutboundClient) throws {
        let origin = "http://127.0.0.1:\(port)"
        let keys = [try RSAKeyPair.generate().privateKeyPEM]
        let provision = [
            "\(DjangoInstallation.project)/provision.py", clientID, clientSecret, registrarID, registrarSecret,
        ]
        self.origin = origin
        self.outbound = outbound
        self.keys = Mutex(keys)
        process = try ServerProcess(name: "django-oauth-toolkit") { folder in
            try Self.write(keys, to: folder)
            let environment = [
                "PROVIDER_FOLDER": folder.path, "PROVIDER_URL": origin, "DJANGO_SETTINGS_MODULE": "settings",
                "PYTHONPATH": DjangoInstallation.project, "PYTHONDONTWRITEBYTECODE": "1",
            ]
            try ServerProcess.run(
                .init(executable: installation.python, arguments: provision, environment: environment),
                in: folder, output: "provision.log")
            return ServerProcess.Command(
                executable: installation.python,
                arguments: ["\(DjangoInstallation.project)/serve.py", "\(port)"], environment: environment)
        }
    }

    /// Signs with a new key from now on; those before it stay published.
    func rotateKeys() async throws {
        let key = try RSAKeyPair.generate().privateKeyPEM
        try await publish([key] + keys.withLock { $0 })
    }

    /// Publishes no key but the one that signs.
    func removeOldKeys() async throws {
        try await publish(Array(keys.withLock { $0.prefix(1) }))
    }

    /// A token of the client, issued now.
    func token() async throws -> String {
        let token = try await ClientCredentialsClient(transport: outbound).token(
            for: TokenRequest(
                endpoint: tokenEndpoint, clientID: clientID, clientSecret: Secret(clientSecret),
                scopes: ["product_payments", "free_plan"]))
        return token.accessToken.reveal()
    }

    /// Ends the process, waits for it, and removes its folder.
    func stop() { process.stop() }

    private func publish(_ new: [String]) async throws {
        keys.withLock { $0 = new }
        try Self.write(new, to: process.folder)
        kill(process.processID, SIGHUP)
        try await process.wait(outbound, url: keySetURL) { response in
            guard case .array(let published) = JSONValue(parsing: response.body)?.object?["keys"] else { return false }
            return published.count == new.count
        }
    }

    private static func write(_ keys: [String], to folder: URL) throws {
        try JSONEncoder().encode(keys).write(to: folder.appending(path: "keys.json"))
    }
}
