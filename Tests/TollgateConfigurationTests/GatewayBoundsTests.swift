import Testing
import Tollgate
import TollgateCatalogue

@testable import TollgateConfiguration

@Suite("What clients can have of the gateway is bounded, also where the file says nothing of it")
struct GatewayBoundsTests {
    private func configuration(_ gateway: String, api: String = "mode: enforce") throws -> Configuration {
        try Configuration(
            yaml: """
                issuers: { p: { issuer: https://i.example, audiences: [a] } }
                apis: { a: { listen_path: /a/, upstream: "http://h/", issuers: [p], \(api) } }
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
        #expect(configuration.gateway.drain.delaySeconds == 0)
        #expect(configuration.gateway.dnsRefreshSeconds == 30)
        #expect(configuration.gateway.maximumConnections == nil)
        #expect(configuration.gate.maximumTokenBytes == 8_192)
    }

    @Test("Upstreams have seconds to accept and a minute to speak, unless the file or the API says otherwise")
    func boundsUpstreams() throws {
        let defaults = try configuration("{}").gateway.upstream
        #expect([defaults.connectSeconds, defaults.firstByteSeconds, defaults.keepAliveSeconds] == [5, 60, 60])
        #expect(defaults.idle == .seconds(60) && defaults.whole == .unbounded && defaults.maximumConnections == nil)
        let settings = try configuration(
            """
            { upstream: { max_connections: 9, timeouts:
              { connect: 1s, first_byte: 2s, idle: none, whole: 3s, keep_alive: 4s } } }
            """
        ).gateway.upstream
        #expect([settings.connectSeconds, settings.firstByteSeconds, settings.keepAliveSeconds] == [1, 2, 4])
        #expect(settings.idle == .unbounded && settings.whole == .seconds(3) && settings.maximumConnections == 9)
        #expect(try configuration("{}").catalogue.source.apis[0].bounds == RequestBounds())
        let bounds = try configuration(
            "{}", api: "timeouts: { connect: 1s, idle: none }, max_body_bytes: 5, max_upstream_connections: 6"
        ).catalogue.source.apis[0].bounds
        #expect(bounds.connectSeconds == 1 && bounds.firstByteSeconds == nil)
        #expect(bounds.idle == .unbounded && bounds.whole == nil)
        #expect(bounds.maximumBodyBytes == 5 && bounds.maximumConnections == 6)
    }

    @Test("What the file says counts, and goes to the gate where it is the gate's")
    func readsValues() throws {
        let configuration = try configuration(
            """
            { max_connections: 1, max_token_bytes: 65536, token_cache_bytes: 0, dns_refresh: 5s, drain: { delay: 5s, deadline: 1min },
              timeouts: { header: 1s, body: 2h, body_idle: 3s, keep_alive: 4s, write: 5s } }
            """)
        let times = configuration.gateway.timeouts
        #expect(
            [times.headerSeconds, times.bodySeconds, times.bodyIdleSeconds, times.keepAliveSeconds, times.writeSeconds]
                == [1, 7_200, 3, 4, 5])
        #expect(configuration.gateway.drain.deadlineSeconds == 60)
        #expect(configuration.gateway.drain.delaySeconds == 5)
        #expect(configuration.gateway.dnsRefreshSeconds == 5)
        #expect(configuration.gateway.maximumConnections == 1)
        #expect(configuration.gate.tokenCacheBytes == 0)
        #expect(Gate(catalogue: configuration.catalogue, configuration: configuration.gate).maximumTokenBytes == 65_536)
    }

    @Test(
        "What is out of bounds is told with its place",
        arguments: [
            ("{ max_connections: 0 }", "gateway.max_connections", "expected a number of connections from 1 to 1000000"),
            (
                "{ token_cache_bytes: -1 }",
                "gateway.token_cache_bytes", "expected a number of bytes from 0 to 17179869184"
            ),
            ("{ max_token_bytes: 70000 }", "gateway.max_token_bytes", "expected a number of bytes from 1 to 65536"),
            ("{ timeouts: { body: 0s } }", "gateway.timeouts.body", "expected 1s or more, found 0s"),
            (
                "{ upstream: { timeouts: { idle: 0s } } }",
                "gateway.upstream.timeouts.idle", "expected 1s or more, or `none`, found 0s"
            ),
            (
                "{ upstream: { timeouts: { whole: 5 } } }",
                "gateway.upstream.timeouts.whole",
                "expected a duration such as 30s, 10min, 24h or 7d, or `none`, found `5`"
            ),
            (
                "{ upstream: { max_connections: 0 } }",
                "gateway.upstream.max_connections", "expected a number of connections from 1 to 1000000, found `0`"
            ),
            ("{ dns_refresh: 0s }", "gateway.dns_refresh", "expected 1s or more, found 0s"),
            ("{ drain: { deadline: 5 } }", "gateway.drain.deadline", "expected a duration such as 30s"),
        ])
    func refuses(gateway: String, path: String, message: String) {
        do {
            _ = try configuration(gateway)
            Issue.record("accepted")
        } catch let error as ConfigurationError {
            #expect(error.problems.map(\.severity) == [.error])
            #expect(error.problems.map(\.path) == [path])
            #expect(error.problems.first?.message.hasPrefix(message) == true)
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
        var api = API(name: "a", listenPath: "/", issuers: [])
        api.bounds.maximumConnections = most + 1
        var settings = GatewaySettings()
        settings.upstream.maximumConnections = most + 1
        let problems = ProblemList(file: "t.yaml")
        let root = try #require(problems.parse("{}"))
        Configuration.checkConnections(settings, [api], descriptors: 1_024, problems, in: FileIndex(root))
        #expect(
            problems.sorted.map(\.path).sorted() == [
                "apis.a.max_upstream_connections", "gateway.upstream.max_connections",
            ])
    }

    @Test("What an upstream gets is what the file says, within what the limit of open files leaves")
    func bounds() {
        let wide = ConnectionBudget(
            descriptors: 1_048_576, configured: nil, configuredPerUpstream: 2_000, upstreams: 2)
        #expect(wide.perUpstream == 2_000 && wide.mostPerUpstream > 500_000)
        let narrow = ConnectionBudget(
            descriptors: 1_024, configured: 100, configuredPerUpstream: 2_000, upstreams: 2)
        #expect(narrow.perUpstream == narrow.mostPerUpstream && narrow.perUpstream < 500)
    }
}
