import Foundation
import Logging
import ServerTesting
import Testing
import Tollgate
import TollgateCatalogue
import TollgateConcurrency
import TollgateConfiguration
import TollgateTesting

@testable import TollgateCLI

@Suite("A WebSocket client and server of Python's websockets talk through a gateway", .realServers)
struct WebSocketTests {
    private static let fixture = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../Fixtures/websockets").standardizedFileURL.path

    private static let environment =
        ProcessInfo.processInfo.environment["TOLLGATE_WEBSOCKETS_VENV"]
        ?? URL(filePath: fixture).appending(path: "../../.build/websockets").standardizedFileURL.path

    /// Whether the environment is the one that the fixture makes.
    private static let isInstalled = FileManager.default.contentsEqual(
        atPath: environment + "/installed.txt", andPath: fixture + "/requirements.txt")

    private func command(_ script: String, _ arguments: String...) -> ServerProcess.Command {
        ServerProcess.Command(
            executable: Self.environment + "/bin/python", arguments: ["\(Self.fixture)/\(script)"] + arguments)
    }

    @Test(
        "Messages of all sizes pass, a token in the list of protocols counts, and the end of a token is the end",
        .enabled(if: Self.isInstalled, "there is no Python with websockets: run Fixtures/websockets/install"),
        .timeLimit(.minutes(2)))
    func talks() async throws {
        let upstream = try LoopbackPort.free()
        let server = try ServerProcess(name: "websockets") { _ in command("server.py", "\(upstream)") }
        defer { server.stop() }
        var source = TestCatalogue.payments()
        source.apis[0].upstream = "http://127.0.0.1:\(upstream)/"
        source.apis[0].upgrades = ["websocket"]
        source.apis[0].webSocketToken = WebSocketTokenEntry(name: "bearer")
        source.apis[0].crossOrigin = .rules(CrossOriginRules(.oneOf([])))
        source.issuers[0].clockSkewSeconds = 0
        source.policies[0].access = [AccessRight(api: "payments")]
        source.policies[1].limits = Limits(rate: .unlimited)
        var configuration = try Configuration(path: QuickstartFile.find())
        configuration.catalogue = try CompiledCatalogue(source)
        configuration.gateway = GatewaySettings()
        configuration.gateway.listen = ListenAddress(host: "127.0.0.1", port: 0)
        let gateway = Gateway(configuration: configuration, logger: Logger(label: "test"))
        let forge = try TokenForge.shared.get()
        gateway.gate.keys.install(
            try KeySet(json: Array(TokenForge.keySet(forge).utf8)), issuer: gateway.gate.catalogue.issuerSlots[0],
            at: .now())
        let listening = Listening()
        let running = Task { try await gateway.run { listening.isOn(port: $0) } }
        let port = try #require(await listening.port())
        let now = Instant.now().unixSeconds
        let short = forge.token(payload: TokenClaims(now: now).with("exp", "\(now + 15)").json)
        let client = command(
            "client.py", "ws://127.0.0.1:\(port)/payment-api/x", forge.token(payload: TokenClaims(now: now).json), short
        )
        let folder = server.folder
        try await Task.detached { try ServerProcess.run(client, in: folder, output: "client") }.value
        running.cancel()
        try? await running.value
    }
}
