import Foundation
import Testing
import TollgateConfiguration

@Suite("Each warning is told with its line, its column and its key")
struct WarningPlaceTests {
    /// Usable, and doubtful in every way.
    private static let doubtful = """
        issuers:
          portal: { issuer: https://idp.example, audiences: any }
        policies:
          access:
            allow:
              - { api: payments, paths: [{ path: /files/* }, { path: /files/a }] }
            metadata: { tier: gold }
          limits: { rate: 5/1s, metadata: { tier: silver } }
          retired: { active: false, rate: 1/1s }
          forgotten: { rate: 1/1s }
        products:
          payments: { scopes: [product], policies: [access, retired] }
          empty: { scopes: [nothing], policies: [limits] }
        plans:
          free: { scopes: [free], policies: [limits] }
          none: { scopes: [none], policies: [access] }
        apis:
          payments:
            listen_path: /pay/
            upstream: http://127.0.0.1:9000/
            issuers: [portal]
            default_policy: limits
        """

    @Test("All of them stand in the order of the file")
    func placesWarnings() throws {
        let warnings = try Configuration(yaml: Self.doubtful, file: "t.yaml").warnings
        #expect(
            warnings.map { $0.description.prefix(while: { $0 != "`" }) } == [
                "t.yaml:2:42: warning: issuers.portal.audiences: ",
                "t.yaml:6:54: warning: policies.access.allow.0.paths.1: the rule for ",
                "t.yaml:8:37: warning: policies.limits.metadata.tier: it is ",
                "t.yaml:10:3: warning: policies.forgotten: nothing refers to it; name it in a product, a plan, ",
                "t.yaml:12:53: warning: products.payments.policies.1: ",
                "t.yaml:13:3: warning: products.empty: the product opens no API: none of its policies has ",
                "t.yaml:16:3: warning: plans.none: the plan sets no rate and no quota: clients with it get ",
                "t.yaml:22:5: warning: apis.payments.default_policy: ",
            ])
    }

    @Test("A resource that is written in a wrong way, or that no token can be for, is told with its place")
    func placesResources() throws {
        let yaml = """
            issuers:
              portal: { issuer: https://idp.example, audiences: [payments] }
            apis:
              payments:
                listen_path: /pay/
                upstream: http://127.0.0.1:9000/
                issuers: [portal]
                audiences: [payments]
                resource: https://gate.example/pay
            """
        #expect(
            try Configuration(yaml: yaml, file: "t.yaml").warnings.map(\.description) == [
                "t.yaml:8:5: warning: apis.payments.audiences: `https://gate.example/pay` is missing: clients ask for tokens"
                    + " for this `resource` (RFC 8707 §2)",
                "t.yaml:9:5: warning: apis.payments.resource: the issuer `portal` admits no token for it (RFC 8707 §2);"
                    + " add it to `issuers.portal.audiences`",
            ])
        do {
            _ = try Configuration(yaml: yaml + "/", file: "t.yaml")
            Issue.record("a slash at the end was accepted")
        } catch {
            #expect(
                error.problems.map(\.description) == [
                    "t.yaml:9:5: error: apis.payments.resource: expected an https URL in small letters without query,"
                        + " fragment and slash at its end (http only to this machine), found `https://gate.example/pay/`;"
                        + " probably `https://gate.example/pay`"
                ])
        }
    }

    @Test("The problems of a file are told also where it cannot be used, and only an unreadable one throws")
    func tellsProblemsOfFiles() throws {
        #expect(try Configuration.problems(inFile: ConfigurationTests.quickstart).map(\.severity) == [.warning])
        let folder = FileManager.default.temporaryDirectory.appending(path: "configuration-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "bad.yaml")
        try Data("issuers: {}\n".utf8).write(to: file)
        #expect(
            try Configuration.problems(inFile: file.path).map(\.message) == [
                "`apis` is missing: what is behind the gateway"
            ])
        #expect(throws: ConfigurationError.self) { try Configuration.problems(inFile: folder.path) }
    }
}
