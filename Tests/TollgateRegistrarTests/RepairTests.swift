import Testing
import TollgateOutbound
import TollgateRegistrar

@Suite("Reconciling what a provider has on its books")
struct RepairTests {
    /// What Glewlwyd shows of a client of which it kept half.
    private static let half = """
        {"client_id":"c-1","description":"","client_name":"Acme","response_types":[],"grant_types":[]}
        """

    private let fixture: RegistrarFixture

    init() throws {
        fixture = try RegistrarFixture()
    }

    /// What the provider shows of a client.
    private static func shown(
        grants: String = #""client_credentials","authorization_code""#, scope: String? = nil,
        redirectURIs: String = #""https://client.invalid/callback""#, secret: String? = nil
    ) -> String {
        let scope = scope.map { #""scope":"\#($0)","# } ?? ""
        let secret = secret.map { #""client_secret":"\#($0)","# } ?? ""
        return """
            {"client_id":"c-1",\(scope)\(secret)"grant_types":[\(grants)],"redirect_uris":[\(redirectURIs)],
             "token_endpoint_auth_method":["client_secret_basic"]}
            """
    }

    private func reconcile() async throws -> ReconcileFinding? {
        let findings = try await fixture.registrar.reconcile()
        #expect(findings.count <= 1)
        return findings.first
    }

    @Test("A half that the provider kept is made whole, and its owner gets the secret that came with it")
    func half() async throws {
        let client = try await fixture.registered(driver: .glewlwyd)
        fixture.provider.answer(200, Self.half)
        fixture.provider.answer(200, Self.shown(secret: "s3cr3t-two"))
        fixture.provider.answer(200, Self.shown(secret: "s3cr3t-two"))
        let finding = try #require(try await reconcile())
        #expect(finding.outcome == .settled)
        #expect(finding.detail.contains("missing is `client_credentials`"))
        #expect(finding.detail.hasSuffix("all is there now; its secret was renewed"))
        #expect(fixture.provider.methods == ["POST", "GET", "PUT", "GET"])
        #expect(
            try await fixture.registrar.revealSecret(client.recordID).clientSecret?.reveal() == "s3cr3t-two")
        fixture.provider.answer(200, Self.shown(secret: "s3cr3t-two"))
        #expect(try await reconcile() == nil)
    }

    @Test("What is still missing afterwards is reported")
    func stillMissing() async throws {
        _ = try await fixture.registered(driver: .glewlwyd)
        fixture.provider.answer(200, Self.half)
        fixture.provider.answer(200, Self.shown(secret: "s3cr3t-two"))
        fixture.provider.answer(200, Self.half)
        let finding = try #require(try await reconcile())
        #expect(finding.outcome == .drifted)
        #expect(finding.detail.contains("to no avail"))
        #expect(try await fixture.record()?.state == .active)
    }

    @Test("A provider that answers the repair with too little is reported, and the grant stays on the books")
    func narrowedAgain() async throws {
        _ = try await fixture.registered()
        let narrow = Self.shown(grants: #""client_credentials""#, scope: "free_plan", redirectURIs: "")
        fixture.provider.answer(200, narrow)
        fixture.provider.answer(200, narrow)
        let finding = try #require(try await reconcile())
        #expect(finding.outcome == .drifted)
        #expect(finding.detail.contains("came back with too little"))
        #expect(fixture.provider.methods == ["POST", "GET", "PUT"])
        #expect(try await fixture.record()?.settings.scopes == ["product_payments", "free_plan"])
    }

    @Test("Scopes that are gone are put back; where an update keeps the secret, also after its owner has seen it")
    func scopes() async throws {
        let client = try await fixture.registered()
        _ = try await fixture.registrar.revealSecret(client.recordID)
        fixture.provider.answer(
            200, Self.shown(grants: #""client_credentials""#, scope: "product_payments", redirectURIs: ""))
        for _ in 0..<2 {
            fixture.provider.answer(
                200,
                Self.shown(grants: #""client_credentials""#, scope: "product_payments free_plan", redirectURIs: ""))
        }
        let finding = try #require(try await reconcile())
        #expect(finding.outcome == .settled)
        #expect(finding.detail.hasSuffix("all is there now"))
        #expect(fixture.provider.methods == ["POST", "GET", "PUT", "GET"])
    }

    @Test("What is wider than it was granted is reported and never taken away, also where something else is missing")
    func wider() async throws {
        _ = try await fixture.registered()
        fixture.provider.answer(
            200,
            Self.shown(grants: #""client_credentials""#, scope: "product_payments gold_plan", redirectURIs: ""))
        let both = try #require(try await reconcile())
        #expect(both.outcome == .drifted)
        #expect(both.detail.contains("missing is `free_plan`"))
        #expect(both.detail.contains("also granted `gold_plan`"))
        fixture.provider.answer(
            200,
            Self.shown(grants: #""client_credentials""#, redirectURIs: #""https://elsewhere.example/code""#))
        let redirect = try #require(try await reconcile())
        #expect(redirect.outcome == .drifted)
        #expect(redirect.detail.contains("https://elsewhere.example/code"))
        #expect(fixture.provider.methods == ["POST", "GET", "GET"])
    }

    @Test("A client that works keeps the secret that its owner has seen; what is missing is reported")
    func secretInUse() async throws {
        let client = try await fixture.registered(driver: .glewlwyd)
        _ = try await fixture.registrar.revealSecret(client.recordID)
        fixture.provider.answer(200, Self.shown(redirectURIs: ""))
        let finding = try #require(try await reconcile())
        #expect(finding.outcome == .drifted)
        #expect(finding.detail.contains("Glewlwyd would issue a new secret"))
        #expect(fixture.provider.methods == ["POST", "GET"])
    }

    @Test("A client that can obtain no token is repaired also after its secret was seen, and there is one to reveal")
    func uselessSecret() async throws {
        let client = try await fixture.registered(driver: .glewlwyd)
        _ = try await fixture.registrar.revealSecret(client.recordID)
        fixture.provider.answer(200, Self.half)
        fixture.provider.answer(200, Self.shown(secret: "s3cr3t-two"))
        fixture.provider.answer(200, Self.shown(secret: "s3cr3t-two"))
        let finding = try #require(try await reconcile())
        #expect(finding.outcome == .settled)
        #expect(finding.detail.hasSuffix("its secret was renewed: reveal it again"))
        #expect(
            try await fixture.registrar.revealSecret(client.recordID).clientSecret?.reveal() == "s3cr3t-two")
    }

    @Test("A secret that its owner has seen is not kept again because Glewlwyd shows it with every read")
    func shownAgain() async throws {
        let client = try await fixture.registered(driver: .glewlwyd)
        _ = try await fixture.registrar.revealSecret(client.recordID)
        fixture.provider.answer(200, Self.shown(secret: "s3cr3t-one"))
        #expect(try await reconcile() == nil)
        #expect(try await fixture.record()?.registration?.clientSecret == nil)
        await #expect(throws: RegistrationError.access(.secretGone(client: client.recordID))) {
            try await fixture.registrar.revealSecret(client.recordID)
        }
    }

    @Test("A registration that was answered 500 is not repeated, and reconcile says under what name to look for it")
    func unknownOutcome() async throws {
        try await fixture.addProvider(driver: .glewlwyd)
        fixture.provider.answer(500)
        #expect(await refusalCode { try await fixture.register() } == "outcome_unknown")
        let finding = try #require(try await reconcile())
        #expect(finding.outcome == .needsAttention)
        #expect(finding.detail.contains("the answer is 500"))
        #expect(finding.detail.contains("a client named `Acme`"))
        #expect(fixture.provider.methods == ["POST"])
        try await fixture.registrar.forget(finding.id)
        #expect(try await reconcile() == nil)
    }
}
