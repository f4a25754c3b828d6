import LogTesting
import Logging
import ServerTesting
import Testing
import TollgateConfiguration

@testable import TollgateCLI

@Suite("The line with which a gateway is ready names every listener", .realServers, .timeLimit(.minutes(2)))
struct ReadyLineTests {
    @Test("Each has the port that it was given")
    func namesPorts() async throws {
        var configuration = try Configuration(path: QuickstartFile.find())
        configuration.gateway = GatewaySettings()
        let listener = ListenerSettings(.tcp(ListenAddress(host: "127.0.0.1", port: 0)))
        configuration.gateway.listeners = [listener, listener]
        let log = CollectedLog(level: .info)
        let gateway = Gateway(configuration: configuration, logger: log.logger)
        let listening = Listening()
        let running = Task { try await gateway.run { listening.isOn(port: $0) } }
        let port = try #require(await listening.port())
        let line = try #require(log.lines.first { $0.contains("gateway listens on") })
        let ports = line.matches(of: /127\.0\.0\.1:([0-9]+)[,:]/).compactMap { Int($0.output.1) }
        #expect(ports.prefix(2).first == port && ports.count >= 2 && Set(ports.prefix(2)).count == 2)
        #expect(!ports.prefix(2).contains(0))
        running.cancel()
        try? await running.value
    }
}
