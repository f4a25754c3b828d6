import Foundation
import LogTesting
import Logging
import ServerTesting
import Tollgate
import TollgateConfiguration
import TollgateOutbound
import TollgatePrometheus
import TollgateTesting
import UnixSignals

@testable import TollgateCLI

/// Another maker's gateway, Tollgate beside it and a plain upstream behind it, each with the configuration that is
/// shipped, but for addresses and the issuer's keys, which stand in a file here.
final class ProxyWorld: Sendable {
    let program: ProxyProgram
    let port: Int
    let gateway: Gateway
    let deniedClients: DeniedClients
    /// The heads of the requests that the upstream got.
    let seen: RequestLog
    private let process: ServerProcess
    private let configurationFile: URL
    private let reload: ConfigurationReload
    private let log = CollectedLog(level: .info)

    /// Runs `body` while Tollgate does, and `afterwards` when it has ended.
    static func run(
        _ program: ProxyProgram, _ body: @escaping @Sendable (ProxyWorld) async throws -> Void,
        afterwards: @Sendable (ProxyWorld) async throws -> Void = { _ in }
    ) async throws {
        let seen = RequestLog()
        let upstream = try await RawUpstream { header in
            seen.add(header)
            return "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
        }
        let world = try ProxyWorld(program, upstream: upstream.port, seen)
        defer { world.process.stop() }
        let gateway = world.gateway
        try await LoopbackServer.run(whileServing: { isListening in try await gateway.run { isListening($0) } }) { _ in
            try await OutboundClient.with { client in
                // There is no API there: Tollgate says so, and the proxy hands it on.
                try await world.process.wait(client, url: "http://127.0.0.1:\(world.port)/ready") {
                    $0.status == 404 && $0.body.starts(with: Array("{".utf8))
                }
            }
            try await body(world)
        }
        try await afterwards(world)
        try await upstream.close()
    }

    private init(_ program: ProxyProgram, upstream: Int, _ seen: RequestLog) throws {
        let port = try LoopbackPort.free()
        let others = try (0..<3).map { _ in try LoopbackPort.free() }
        self.program = program
        self.port = port
        self.seen = seen
        let keys = TokenForge.keySet(try TokenForge.shared.get())
        process = try ServerProcess(name: program.name) { folder in
            let shipped = ProxyProgram.fixtures.appending(path: program.name)
            for file in try FileManager.default.contentsOfDirectory(atPath: shipped.path) {
                var text = try String(contentsOf: shipped.appending(path: file), encoding: .utf8)
                text.replace("/run/tollgate/", with: folder.path + "/")
                text.replace(/( +)group: .*\n/, with: "")
                text.replace("keys: discovery", with: "keys: \(folder.path)/keys.json")
                for (old, new) in zip([8080, 9000, 9010, 9011, 9901], [port, upstream] + others) {
                    text.replace("127.0.0.1:\(old)", with: "127.0.0.1:\(new)")
                    text.replace("port_value: \(old)", with: "port_value: \(new)")
                }
                try Data(text.utf8).write(to: folder.appending(path: file))
            }
            try Data(keys.utf8).write(to: folder.appending(path: "keys.json"))
            return ServerProcess.Command(
                executable: program.executable,
                arguments: program.arguments.map { $0.replacing("FOLDER", with: folder.path) },
                environment: ["HOME": folder.path])
        }
        configurationFile = process.folder.appending(path: "tollgate.yaml")
        deniedClients = DeniedClients()
        var configuration = try Configuration(path: configurationFile.path)
        // Nobody asks it here, and a task that is cancelled ends it late.
        configuration.gateway.adminListen = nil
        gateway = Gateway(configuration: configuration, deniedClients: deniedClients, logger: .silent)
        reload = ConfigurationReload(
            ReloadSource(path: configurationFile.path, signals: AsyncStream { $0.finish() }), gate: gateway.gate,
            settings: configuration.gateway, logger: log.logger, metrics: PrometheusRegistry())
    }

    /// The issuer that the shipped configuration names.
    static let issuer = "http://localhost:9999/realms/DCR"

    /// A token for the API.
    func token(
        client: String = "client-1", scope: String = "product_payments free_plan", forge: TokenForge? = nil
    ) throws -> String {
        let claims = TokenClaims(issuer: Self.issuer, client: client, scope: scope, now: Instant.now().unixSeconds)
            .with("aud", "\"http://127.0.0.1:\(port)/payment-api\"")
        return try (forge ?? TokenForge.shared.get()).token(payload: claims.json)
    }

    /// Sends a request as it is written here, on a connection of its own.
    func ask(
        _ target: String = "/payment-api/get", method: String = "GET", token: String? = nil, _ fields: [String] = [],
        connection: String = "close"
    ) async throws -> ProxyAnswer {
        var lines = ["\(method) \(target) HTTP/1.1", "Host: 127.0.0.1:\(port)", "Connection: \(connection)"]
        if let token { lines.append("Authorization: Bearer \(token)") }
        let text = (lines + fields).joined(separator: "\r\n") + "\r\n\r\n"
        return ProxyAnswer(
            try await SocketClient.with(port: port) { client in
                try await client.send(text)
                return try await client.readToEnd()
            })
    }

    /// Asks until an answer is right; some hundred times at most.
    func ask(
        until isRight: (ProxyAnswer) -> Bool, _ question: () async throws -> ProxyAnswer
    ) async throws -> ProxyAnswer {
        var answer = try await question()
        for _ in 0..<400 where !isRight(answer) {
            try await Task.sleep(for: .milliseconds(20))
            answer = try await question()
        }
        return answer
    }

    /// Publishes the keys of another forge alone.
    func rotate(to forge: TokenForge) throws {
        try Data(TokenForge.keySet(forge).utf8).write(
            to: process.folder.appending(path: "keys.json"), options: .atomic)
    }

    /// Changes the configuration, and has it read again.
    func reload(replacing old: String, with new: String) async throws {
        let text = try String(contentsOf: configurationFile, encoding: .utf8)
        try Data(text.replacing(old, with: new).utf8).write(to: configurationFile, options: .atomic)
        await reload.reload()
        guard log.messages.contains("configuration reloaded") else {
            throw ServerFailure(server: "tollgate", step: "reloading", detail: log.lines.joined(separator: "; "))
        }
    }
}
