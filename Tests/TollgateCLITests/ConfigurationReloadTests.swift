import Foundation
import HTTPTypes
import Hummingbird
import LogTesting
import Logging
import NIOCore
import ServerTesting
import Testing
import Tollgate
import TollgateCatalogue
import TollgateConfiguration
import TollgateKeys
import TollgateOutbound
import TollgatePrometheus
import TollgateTesting
import UnixSignals

@testable import TollgateCLI

@Suite("A gateway goes by its configuration file as it is now, all or nothing", .realServers, .timeLimit(.minutes(5)))
struct ConfigurationReloadTests {
    /// A configuration file that changes.
    private final class File: Sendable {
        let folder: TemporaryFolder
        let upstream: String
        var path: String { folder.path + "/tollgate.yaml" }

        init(upstream: String = "http://127.0.0.1:9/") throws {
            folder = try TemporaryFolder()
            self.upstream = upstream
        }

        /// Replaces the file as editors do it: another one is given its name.
        func write(paths: String, more: String = "") throws {
            let text = """
                issuers: { portal: { issuer: "\(TestCatalogue.issuer)", profile: keycloak, audiences: any } }
                policies:
                  access: { allow: [{ api: payments, paths: \(paths) }] }
                  limits: { rate: unlimited }
                products: { payments: { scopes: [product_payments], policies: [access] } }
                plans: { free: { scopes: [free_plan], policies: [limits] } }
                apis: { payments: { listen_path: /payment-api/, upstream: "\(upstream)", issuers: [portal] } }
                gateway: { listen: 127.0.0.1:0 }
                \(more)
                """
            let draft = folder.path + "/draft"
            try Data(text.utf8).write(to: URL(fileURLWithPath: draft))
            guard unsafe rename(draft, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
        }
    }

    private func opens(_ path: String, _ gate: Gate) throws -> Bool {
        let path = try RequestPath(target: path)
        let request = GateRequest(api: try #require(gate.catalogue.api(for: path)), method: "GET", path: path)
        let scopes = ["product_payments", "free_plan"]
        return gate.explain(scopes: scopes, client: "c", request, at: .now()).rejection == nil
    }

    @Test("A file that can be used takes effect; one that cannot leaves the old one, and says why in one line")
    func reloads() async throws {
        let file = try File()
        try file.write(paths: "[{ path: /get }]")
        let configuration = try Configuration(path: file.path)
        let gate = Gate(catalogue: configuration.catalogue)
        let log = CollectedLog(level: .info)
        let metrics = PrometheusRegistry()
        let reload = ConfigurationReload(
            .init(path: file.path, signals: AsyncStream { $0.finish() }), gate: gate,
            settings: configuration.gateway, logger: log.logger, metrics: metrics)
        #expect(try opens("/payment-api/get", gate))

        try file.write(paths: "[{ path: /put }]")
        await reload.reload()
        #expect(try !opens("/payment-api/get", gate))
        #expect(try opens("/payment-api/put", gate))

        try file.write(paths: "[{ path: get }]", more: "x: y")
        await reload.reload()
        #expect(try opens("/payment-api/put", gate))
        try FileManager.default.removeItem(atPath: file.path)
        await reload.reload()
        #expect(try opens("/payment-api/put", gate))

        try file.write(paths: "[{ path: /get }]", more: "# changed below")
        let text = try String(contentsOfFile: file.path, encoding: .utf8)
        try text.replacing("127.0.0.1:0", with: "127.0.0.1:1").write(
            toFile: file.path, atomically: true, encoding: .utf8)
        await reload.reload()
        #expect(try opens("/payment-api/get", gate))

        #expect(metrics.text().contains("tollgate_configuration_reloads_total{result=\"success\"} 2"))
        #expect(metrics.text().contains("tollgate_configuration_reloads_total{result=\"failure\"} 2"))
        let lines = log.lines
        #expect(lines.count == 5)
        #expect(lines[0].hasPrefix("info configuration reloaded apis=1 file=\(file.path) policies=2 warnings=1"))
        #expect(
            lines[1].hasPrefix("error the configuration was not reloaded; the old one stays problems=\(file.path):3:"))
        #expect(lines[1].contains("found `get`; "))
        #expect(lines[1].contains("error: x: unknown key"))
        #expect(lines[2].hasSuffix("there is no such file"))
        #expect(lines[4].hasPrefix("warning the section `gateway` has changed"))
    }

    /// A gateway could not pass requests on to it.
    @Test("A file in which an API has no upstream is no file for a gateway, and the old one stays")
    func keepsUpstreams() async throws {
        let file = try File()
        try file.write(paths: "[{ path: /get }]")
        let configuration = try Configuration(path: file.path)
        let gate = Gate(catalogue: configuration.catalogue)
        let log = CollectedLog(level: .info)
        let reload = ConfigurationReload(
            .init(path: file.path, signals: AsyncStream { $0.finish() }), gate: gate,
            settings: configuration.gateway, logger: log.logger)
        let text = try String(contentsOfFile: file.path, encoding: .utf8)
        try text.replacing("upstream: \"http://127.0.0.1:9/\", ", with: "").replacing("/get", with: "/put").write(
            toFile: file.path, atomically: true, encoding: .utf8)
        await reload.reload()
        #expect(try opens("/payment-api/get", gate))
        #expect(log.lines.first?.contains("apis.payments: `upstream` is missing: `tollgate gateway` could not") == true)
    }

    @Test("A file that is replaced is read once it has stayed the same for a second, and a signal has it read at once")
    func watches() async throws {
        let file = try File()
        try file.write(paths: "[{ path: /get }]")
        let configuration = try Configuration(path: file.path)
        let gate = Gate(catalogue: configuration.catalogue)
        let log = CollectedLog(level: .info)
        let clock = ManualClock()
        let (signals, raise) = AsyncStream.makeStream(of: UnixSignal.self)
        let reload = ConfigurationReload(
            .init(path: file.path, signals: signals), gate: gate, settings: configuration.gateway, logger: log.logger,
            clock: clock)
        let service = Task { try await reload.run() }
        defer { service.cancel() }
        func tick() async throws {
            try await clock.waitForSleepers()
            clock.advance(by: ConfigurationReload.interval)
            try await clock.waitForSleepers()
        }

        try await tick()
        try file.write(paths: "[{ path: /put }]")
        try await tick()
        #expect(try opens("/payment-api/get", gate))
        try await tick()
        await log.next(containing: "configuration reloaded")
        #expect(try opens("/payment-api/put", gate))

        // Half a file, which is finished before it is looked at again.
        try Data("issuers:".utf8).write(to: URL(fileURLWithPath: file.path))
        try await tick()
        try file.write(paths: "[{ path: /get }]")
        try await tick()
        try await tick()
        await log.next(containing: "configuration reloaded")
        #expect(try opens("/payment-api/get", gate))
        #expect(log.lines.allSatisfy { !$0.hasPrefix("error") })

        try file.write(paths: "[{ path: /put }]")
        raise.yield(.sighup)
        await log.next(containing: "configuration reloaded")
        #expect(try opens("/payment-api/put", gate))
    }

    @Test("No request fails while the file is read again and again")
    func servesThroughout() async throws {
        let front = Router()
        front.get("/**") { request, _ in try Upstream.answer(request) }
        let forge = try TokenForge.shared.get()
        try await LoopbackServer.run(front) { upstream in
            let file = try File(upstream: upstream + "/")
            try file.write(paths: "[{ path: /get }]")
            let configuration = try Configuration(path: file.path)
            let (signals, raise) = AsyncStream.makeStream(of: UnixSignal.self)
            let log = CollectedLog(level: .info)
            let gateway = Gateway(
                configuration: configuration, logger: log.logger, clock: ManualClock(),
                reloading: .init(path: file.path, signals: signals))
            gateway.gate.keys.install(
                try KeySet(json: Array(TokenForge.keySet(forge).utf8)), issuer: gateway.gate.catalogue.issuerSlots[0],
                at: .now())
            let token = forge.token(payload: TokenClaims(now: Instant.now().unixSeconds).json)
            try await LoopbackServer.run(gateway) { url in
                try await OutboundClient.with { client in
                    let request = OutboundRequest(
                        url: url + "/payment-api/get", headers: [("Authorization", "Bearer \(token)")])
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        for _ in 0..<4 {
                            group.addTask {
                                for _ in 0..<50 {
                                    let status = try await client.send(request).status
                                    #expect(status == 200)
                                }
                            }
                        }
                        for number in 0..<10 {
                            try file.write(paths: "[{ path: /get }, { path: /also/\(number) }]")
                            raise.yield(.sighup)
                            await log.next(containing: "configuration reloaded")
                        }
                        try await group.waitForAll()
                    }
                    let now = try opens("/payment-api/also/9", gateway.gate)
                    #expect(now)
                }
            }
        }
    }

    @Test("The keys of an issuer that a reload adds are fetched")
    func fetchesKeysOfNewIssuers() async throws {
        let forge = try TokenForge.shared.get()
        let file = try File()
        try file.write(paths: "[{ path: /get }]")
        let gate = Gate(catalogue: try Configuration(path: file.path).catalogue)
        try Data(TokenForge.keySet(forge).utf8).write(to: URL(fileURLWithPath: file.folder.path + "/keys.json"))
        let log = CollectedLog(level: .info)
        let service = KeyRefreshService(gate: gate, logger: log.logger)
        let running = Task { try await service.run() }
        defer { running.cancel() }
        var source = gate.catalogue.source
        source.issuers = [
            Issuer(
                name: "new", issuer: "https://new.example", audiences: .any,
                keys: .file(file.folder.path + "/keys.json"))
        ]
        source.apis[0].issuers = ["new"]
        try gate.reload(source)
        await log.next(containing: "keys loaded")
        #expect(gate.keys.statuses(at: .now()).map(\.issuer) == ["new"])
        #expect(gate.keys.statuses(at: .now()).map(\.isUsable) == [true])
    }
}
