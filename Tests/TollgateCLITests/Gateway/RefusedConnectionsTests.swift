import LogTesting
import Testing
import TollgateGateway
import TollgatePrometheus
import TollgateTesting

@testable import TollgateCLI

@Suite("Connections that are not served are counted, and logged once in a while")
struct RefusedConnectionsTests {
    private let metrics = PrometheusRegistry()
    private let log = CollectedLog()
    private let clock = ManualClock()
    private let tcp = GatewayListener.Address.tcp(host: "127.0.0.1", port: 80)
    private let unix = GatewayListener.Address.unix(path: "/run/a.sock")

    private func counts() -> [String] {
        metrics.text().split(separator: "\n").filter { $0.hasPrefix("tollgate_refused_connections_total{") }
            .map(String.init)
    }

    @Test("Each listener and reason has a counter from the beginning, and a line a minute at most")
    func countsAndLogs() throws {
        let refused = RefusedConnections(
            on: [tcp, unix], logger: log.logger, metrics: metrics, now: { [clock] in clock.instant })
        #expect(counts().count == 2 * ConnectionRefusal.allCases.count && counts().allSatisfy { $0.hasSuffix(" 0") })
        for number in 0..<1_000 { refused.refused(.proxyProtocol, on: tcp, from: "192.0.2.\(number % 250)") }
        refused.refused(.connections, on: unix, from: "")
        clock.advance(by: .seconds(59))
        refused.refused(.proxyProtocol, on: tcp, from: "192.0.2.7")
        clock.advance(by: .seconds(1))
        refused.refused(.proxyProtocol, on: tcp, from: "192.0.2.8")
        #expect(
            log.lines == [
                "warning connections are not served address=192.0.2.0 connections=1 listener=127.0.0.1:80"
                    + " reason=proxy_protocol",
                "warning connections are not served address= connections=1 listener=unix:/run/a.sock"
                    + " reason=max_connections",
                "warning connections are not served address=192.0.2.8 connections=1001 listener=127.0.0.1:80"
                    + " reason=proxy_protocol",
            ])
        #expect(
            Set(counts().filter { !$0.hasSuffix(" 0") }) == [
                #"tollgate_refused_connections_total{listener="127.0.0.1:80",reason="proxy_protocol"} 1002"#,
                #"tollgate_refused_connections_total{listener="unix:/run/a.sock",reason="max_connections"} 1"#,
            ])
    }
}
