import Testing
import Tollgate
import TollgateCatalogue

@testable import TollgateConfiguration

@Suite("What clients can have of the gateway is bounded, also where the file says nothing of it")
struct GatewayBoundsTests {
    private func configuration(_ gateway: String) throws -> Configuration {
        try Configuration(
            yaml: """
                issuers: { p: { issuer: https://i.example, audiences: [a] } }
                apis: { a: { listen_path: /a/, upstream: "http://h/", issuers: [p] } }
                gateway: \(gateway)
                """, file: "t.yaml")
    }

    @Test("By default every time is seconds or minutes, a token has 8 192 bytes, and draining ends before a kill")
    func hasDefaults() throws {
        let configuration = try configuration("{}")
        let times = configuration.gateway.timeouts
        #expect(
            [times.headerSeconds, times.bodySeconds, times.bodyIdleSeconds, times.keepAliveSeconds, times.writeSeconds]
                == [10, 300, 30, 75, 60])
        #expect(configuration.gateway.drain.deadlineSeconds == 20)
        #expect(configuration.gateway.maximumConnections == nil)
        #expect(configuration.gate.maximumTokenBytes == 8_192)
    }

    @Test("What the file says counts, and goes to the gate where it is the gate's")
    func readsValues() throws {
        let configuration = try configuration(
            """
            { max_connections: 1, max_token_bytes: 65536, drain: { deadline: 1min },
              timeouts: { header: 1s, body: 2h, body_idle: 3s, keep_alive: 4s, write: 5s } }
            """)
        let times = configuration.gateway.timeouts
        #expect(
            [times.headerSeconds, times.bodySeconds, times.bodyIdleSeconds, times.keepAliveSeconds, times.writeSeconds]
                == [1, 7_200, 3, 4, 5])
        #expect(configuration.gateway.drain.deadlineSeconds == 60)
        #expect(configuration.gateway.maximumConnections == 1)
        #expect(Gate(catalogue: configuration.catalogue, configuration: configuration.gate).maximumTokenBytes == 65_536)
    }

    @Test(
        "What is out of bounds is told with its place",
        arguments: [
            ("{ max_connections: 0 }", "gateway.max_connections: expected a number of connections from 1 to 1000000"),
            ("{ max_token_bytes: 70000 }", "gateway.max_token_bytes: expected a number of bytes from 1 to 65536"),
            ("{ timeouts: { body: 0s } }", "gateway.timeouts.body: expected 1s or more, found 0s"),
            ("{ drain: { deadline: 5 } }", "gateway.drain.deadline: expected a duration such as 30s"),
        ])
    func refuses(gateway: String, message: String) {
        do {
            _ = try configuration(gateway)
            Issue.record("accepted")
        } catch let error as ConfigurationError {
            #expect(error.problems.count == 1)
            #expect(error.problems.first?.description.contains("error: " + message) == true)
        } catch {
            Issue.record(error)
        }
    }

    @Test("More connections than the limit of open files has room for are warned about, with what there will be")
    func warnsOfTooMany() throws {
        func warnings(_ maximum: Int?, descriptors: Int) throws -> [String] {
            let problems = ProblemList(file: "t.yaml")
            let root = try #require(problems.parse("gateway: { max_connections: \(maximum ?? 1) }"))
            var settings = GatewaySettings()
            settings.maximumConnections = maximum
            Configuration.checkConnections(settings, descriptors: descriptors, problems, in: FileIndex(root))
            return problems.sorted.map(\.description)
        }
        let most = ConnectionBudget.mostProxied(descriptors: 1_024)
        #expect(try warnings(most, descriptors: 1_024) == [])
        #expect(try warnings(nil, descriptors: 3) == [])
        let warning = try #require(try warnings(most + 1, descriptors: 1_024).first)
        #expect(warning.hasPrefix("t.yaml:1:12: warning: gateway.max_connections: this machine lets a process have "))
        #expect(warning.contains("enough for \(most) connections"))
    }
}
