import ArgumentParser
import Testing
import Tollgate
import TollgateCatalogue
import TollgateConfiguration
import TollgateTesting

@testable import TollgateCLI

@Suite("Commands say what they want and what they found")
struct CommandTests {
    @Test("verify prints one JSON object for each token, the claims on one line")
    func printsVerdicts() throws {
        let forge = try TokenForge()
        let test = try TestGate(forge: forge)
        let good = forge.token(
            payload: "{\n  \"iss\": \"\(TestCatalogue.issuer)\",\r\n \"exp\": 1700000300, \"azp\": \"c\"}")
        let verdict = TokenVerdict(good[...], gate: test.gate, at: test.clock.instant)
        #expect(verdict.isAdmitted)
        #expect(
            verdict.json
                == "{\"verdict\":\"admit\",\"claims\":{   \"iss\": \"\(TestCatalogue.issuer)\",   \"exp\": 1700000300, "
                + "\"azp\": \"c\"}}")
        let bad = TokenVerdict("x.y.z", gate: test.gate, at: test.clock.instant)
        #expect(!bad.isAdmitted)
        #expect(bad.json == "{\"verdict\":\"reject\",\"code\":\"token_malformed\",\"status\":401}")
        let long = TokenVerdict(String(repeating: "x", count: 8_193)[...], gate: test.gate, at: test.clock.instant)
        #expect(long.json == "{\"verdict\":\"reject\",\"code\":\"token_too_long\",\"status\":401}")
        let expired = forge.token(payload: TokenClaims(now: 1_600_000_000).json)
        #expect(
            TokenVerdict(expired[...], gate: test.gate, at: test.clock.instant).json
                == "{\"verdict\":\"reject\",\"code\":\"token_expired\",\"status\":401}")
    }

    @Test(
        "A wrong command line is refused before anything happens",
        arguments: [
            ["verfy"], ["verify"], ["verify", "--jwks", "x"], ["verify", "--jwks", "x", "--issuer", "y", "--now", "x"],
            ["verify", "--jwks", "x", "--issuer", "y", "--now=-1"], ["gateway"], ["gateway", "--config"],
            ["gateway", "--config", "x", "--log-level", "loud"], ["explain", "--config", "x", "--path", "/"],
            ["explain", "--config", "x", "--path", "/", "--token", "t", "--scopes", "s"], ["demo", "extra"],
            ["check"], ["check", "x"], ["schema", "x"], ["replay"], ["replay", "--config", "x", "--json", "y"],
            ["verify", "--jwks", "x", "--issuer", "y", "--max-token-bytes", "65537"],
            ["registrar", "serve", "--config", "x", "--database", "y", "--max-connections", "0"],
            ["keys"], ["keys", "--json"], ["keys", "--config", "x", "--admin", "http://127.0.0.1:1"],
        ])
    func refusesWrongCommandLines(arguments: [String]) {
        do {
            _ = try TollgateCommand.parseAsRoot(arguments)
            Issue.record("accepted")
        } catch {
            #expect(TollgateCommand.exitCode(for: error) == .validationFailure)
        }
    }

    @Test("Every command has help that says what it does", arguments: TollgateCommand.configuration.subcommands.indices)
    func hasHelp(index: Int) {
        let command = TollgateCommand.configuration.subcommands[index]
        #expect(command.configuration.abstract.count > 20)
        #expect(command.configuration.discussion.contains("."))
    }

    @Test("check prints the problems and their number, for people and for programs")
    func printsProblems() throws {
        let yaml = """
            issuers: { p: { issuer: https://i.example, audiences: any } }
            apis: { a: { listen_path: /, upstream: http://h/, issuers: [q] } }
            """
        let problems: [ConfigurationProblem]
        do {
            problems = try Configuration(yaml: yaml, file: "t.yaml").warnings
        } catch {
            problems = error.problems
        }
        let report = CheckReport(file: "t.yaml", problems)
        #expect(report.text.hasPrefix("t.yaml:1:44: warning: issuers.p.audiences: `any` lets in"))
        #expect(report.text.hasSuffix("\nt.yaml: 1 error, 1 warning"))
        let json = try JSONOutput.of(report)
        #expect(json.contains("\"errors\" : 1,\n  \"file\" : \"t.yaml\""))
        #expect(json.contains("\"line\" : 2,\n      \"message\" : \"there is no issuer `q` (known: p)\","))
        #expect(json.contains("\"path\" : \"apis.a.issuers.0\",\n      \"severity\" : \"error\""))
    }

    @Test("explain shows each check, what the scopes brought, what was merged, and the answer")
    func showsExplanations() throws {
        let test = try TestGate(forge: try TokenForge())
        let path = try RequestPath(target: "/payment-api/get")
        let request = GateRequest(api: try #require(test.gate.catalogue.api(for: path)), method: "GET", path: path)
        func text(_ scopes: String...) -> String {
            let explanation = test.gate.explain(scopes: scopes, client: "c", request, at: test.clock.instant)
            let advice = Advice(explanation, request, gate: test.gate, at: test.clock.instant)
            return ExplanationReport(explanation, request, advice: advice.lines, unixSeconds: 1_700_000_000).text
        }
        let admitted = text("product_payments", "free_plan", "email")
        #expect(admitted.contains("product_payments brings payments-access"))
        #expect(admitted.contains("email brings nothing (unknown)"))
        #expect(admitted.contains("    rate    5/1s                  decided by `free-limits`\n"))
        #expect(admitted.contains("    access  GET /payment-api/get  opened by `payments-access`\n"))
        #expect(admitted.contains("\nadmitted\n  RateLimit-Policy: \"free-limits:rate\";q=5;w=1"))
        let refused = text("free_plan")
        #expect(refused.contains("FAIL  scope"))
        #expect(refused.contains("rejected: 403 scope_insufficient"))
        #expect(refused.hasSuffix("for access: the scope `product_payments` (product `payments`)"))
        #expect(refused.contains("scope=\"product_payments\""))
    }
}
