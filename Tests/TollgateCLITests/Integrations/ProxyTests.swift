import ServerTesting
import Testing

@Suite(
    "Beside gateways of other makers, with the configurations that are shipped", .realServers, .serialized,
    .timeLimit(.minutes(5)))
struct ProxyTests {
    @Test(
        "nginx asks with `auth_request`",
        .enabled(if: ProxyProgram.nginx.isInstalled, "\(ProxyProgram.nginx.reasonForSkipping)"),
        arguments: Scenario.allCases)
    func nginx(scenario: Scenario) async throws { try await scenario.run(.nginx) }

    @Test(
        "Caddy asks with `forward_auth`",
        .enabled(if: ProxyProgram.caddy.isInstalled, "\(ProxyProgram.caddy.reasonForSkipping)"),
        arguments: Scenario.allCases)
    func caddy(scenario: Scenario) async throws { try await scenario.run(.caddy) }

    @Test(
        "Debian's Caddy asks likewise",
        .enabled(if: ProxyProgram.debianCaddy.isInstalled, "\(ProxyProgram.debianCaddy.reasonForSkipping)"),
        arguments: Scenario.allCases)
    func debianCaddy(scenario: Scenario) async throws { try await scenario.run(.debianCaddy) }

    @Test(
        "Traefik asks with ForwardAuth",
        .enabled(if: ProxyProgram.traefik.isInstalled, "\(ProxyProgram.traefik.reasonForSkipping)"),
        arguments: Scenario.allCases)
    func traefik(scenario: Scenario) async throws { try await scenario.run(.traefik) }

    @Test(
        "HAProxy asks with an action in Lua",
        .enabled(if: ProxyProgram.haproxy.isInstalled, "\(ProxyProgram.haproxy.reasonForSkipping)"),
        arguments: Scenario.allCases)
    func haproxy(scenario: Scenario) async throws { try await scenario.run(.haproxy) }

    @Test(
        "Envoy asks with `ext_authz` over HTTP",
        .enabled(if: ProxyProgram.envoy.isInstalled, "\(ProxyProgram.envoy.reasonForSkipping)"),
        arguments: Scenario.allCases)
    func envoy(scenario: Scenario) async throws { try await scenario.run(.envoy) }

    /// What is tried with each.
    enum Scenario: String, CaseIterable, CustomTestStringConvertible {
        case tutorial = "the calls of the tutorial get their answers, and the upstream sees who calls"
        case lies = "nothing that a client makes up counts, or reaches the upstream"
        case paths = "the path that was decided about goes on, and no way leads past the question"
        case ownAnswers = "metadata and preflights are Tollgate's own answers, without a token"
        case changes = "keys, reloads and deletions count, and without Tollgate nothing passes"

        var testDescription: String { rawValue }

        func run(_ program: ProxyProgram) async throws {
            switch self {
            case .tutorial: try await ProxyScenario.tutorial(program)
            case .lies: try await ProxyScenario.lies(program)
            case .paths: try await ProxyScenario.paths(program)
            case .ownAnswers: try await ProxyScenario.ownAnswers(program)
            case .changes: try await ProxyScenario.changes(program)
            }
        }
    }
}
