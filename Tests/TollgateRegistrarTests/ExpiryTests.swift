import Testing
import TollgateRegistrar
import TollgateTesting

@Suite("What expires is seen ahead")
struct ExpiryTests {
    private static let day: Int64 = 86_400

    /// An answer about the client, with a secret and a registration access token that expire after these times.
    private static func answer(
        secret: String? = "s3cr3t-one", secretExpiresAt: Int64 = 0, token: String = "rat-one", tokenExpiresIn: Int64?
    ) -> String {
        let secretMembers = secret.map { #""client_secret":"\#($0)","client_secret_expires_at":\#(secretExpiresAt),"# }
        let expiry = tokenExpiresIn.map { #""registration_access_token_expires_in":\#($0),"# }
        return """
            {"client_id":"c-1",\(secretMembers ?? "")\(expiry ?? "")"registration_access_token":"\(token)",
             "registration_client_uri":"https://idp.example/register/c-1","grant_types":["client_credentials"],
             "scope":"product_payments free_plan"}
            """
    }

    private func events(_ fixture: RegistrarFixture) async throws -> [String] {
        var events: [String] = []
        while let waiting = try await fixture.store.nextNotice() {
            let what = waiting.notice.members["expiring"]?.object?["what"]?.string
            events.append(([waiting.notice.event.rawValue] + [what].compactMap(\.self)).joined(separator: " "))
            try await fixture.store.settle(.delivered, ofNotice: waiting.notice.id)
        }
        return events
    }

    /// Registers a client with this answer; what is told of that is taken.
    private func fixture(
        _ answer: String, driver: ProviderDriver = .other, settings: ProviderSettings = ProviderSettings()
    ) async throws -> RegistrarFixture {
        let fixture = try RegistrarFixture()
        try await fixture.registrar.addProvider(
            Provider(name: "idp", driver: driver, address: StubProvider.issuer, settings: settings))
        fixture.provider.answer(201, answer)
        _ = try await fixture.register()
        _ = try await events(fixture)
        return fixture
    }

    @Test("A registration access token is renewed by reading, 7 days ahead, and the new one's expiry is kept")
    func renewedByReading() async throws {
        let fixture = try await fixture(Self.answer(tokenExpiresIn: 365 * Self.day))
        let first = try #require(try await fixture.record()?.registration?.registrationAccessTokenExpiresAt)
        #expect(first == fixture.clock.unixSeconds + 365 * Self.day)
        fixture.clock.advance(by: .seconds(357 * Self.day))
        #expect(try await fixture.registrar.reconcile(comparing: false).isEmpty)
        fixture.clock.advance(by: .seconds(Self.day))
        fixture.provider.answer(200, Self.answer(secret: nil, token: "rat-two", tokenExpiresIn: 365 * Self.day))
        let findings = try await fixture.registrar.reconcile(comparing: false)
        #expect(findings.map(\.outcome) == [.settled])
        #expect(
            try await fixture.record()?.registration?.registrationAccessTokenExpiresAt
                == fixture.clock.unixSeconds + 365 * Self.day)
        #expect(try await fixture.registrar.reconcile(comparing: false).isEmpty)
        #expect(fixture.provider.methods == ["POST", "GET"])
        #expect(try await events(fixture).isEmpty)
    }

    @Test("Where only an update brings a new registration access token, an update is sent that changes nothing")
    func renewedByUpdate() async throws {
        let fixture = try await fixture(Self.answer(tokenExpiresIn: 3 * Self.day), driver: .graviteeAM)
        fixture.provider.answer(200, Self.answer(secret: nil, token: "rat-two", tokenExpiresIn: 30 * Self.day))
        #expect(try await fixture.registrar.reconcile(comparing: false).map(\.outcome) == [.settled])
        #expect(fixture.provider.methods == ["POST", "PUT"])
    }

    @Test("A token that reading does not renew is told of once 7 days and once a day ahead, and needs attention")
    func notRenewed() async throws {
        let fixture = try await fixture(Self.answer(tokenExpiresIn: 6 * Self.day))
        fixture.provider.answer(200, Self.answer(tokenExpiresIn: nil))
        for _ in 1...3 {
            #expect(try await fixture.registrar.reconcile(comparing: false).map(\.outcome) == [.needsAttention])
        }
        #expect(fixture.provider.methods == ["POST", "GET"])
        #expect(try await events(fixture) == ["expiring registration_access_token"])
        fixture.clock.advance(by: .seconds(5 * Self.day + 1))
        fixture.provider.answer(200, Self.answer(tokenExpiresIn: nil))
        for _ in 1...3 { _ = try await fixture.registrar.reconcile(comparing: false) }
        #expect(try await events(fixture) == ["expiring registration_access_token"])
        fixture.clock.advance(by: .seconds(Self.day))
        let late = try await fixture.registrar.reconcile(comparing: false)
        #expect(late.map(\.outcome) == [.needsAttention])
        #expect(late.first?.detail.contains("cannot be managed any more") == true)
        #expect(try await events(fixture).isEmpty)
    }

    @Test("Curity's token is never renewed in silence: that would take the secret with it")
    func curity() async throws {
        let fixture = try await fixture(Self.answer(tokenExpiresIn: 6 * Self.day), driver: .curity)
        #expect(try await fixture.registrar.reconcile(comparing: false).map(\.outcome) == [.needsAttention])
        #expect(fixture.provider.methods == ["POST"])
        #expect(try await events(fixture) == ["expiring registration_access_token"])
    }

    @Test("A secret that expires is told of 7 days and a day ahead, and not renewed")
    func secrets() async throws {
        let end = ManualClock().unixSeconds + 6 * Self.day
        let fixture = try await fixture(
            Self.answer(secretExpiresAt: end, tokenExpiresIn: nil), driver: .graviteeAM)
        for _ in 1...2 {
            #expect(try await fixture.registrar.reconcile(comparing: false).map(\.outcome) == [.needsAttention])
        }
        #expect(try await events(fixture) == ["expiring client_secret"])
        fixture.clock.advance(by: .seconds(5 * Self.day + 1))
        for _ in 1...2 { _ = try await fixture.registrar.reconcile(comparing: false) }
        #expect(try await events(fixture) == ["expiring client_secret"])
        #expect(fixture.provider.methods == ["POST"])
    }

    @Test("A secret is renewed a day ahead where the provider's settings say so")
    func renewedSecrets() async throws {
        let end = ManualClock().unixSeconds + 2 * Self.day
        let fixture = try await fixture(
            Self.answer(secretExpiresAt: end, tokenExpiresIn: nil), driver: .graviteeAM,
            settings: ProviderSettings(renewsSecrets: true))
        #expect(try await fixture.registrar.reconcile(comparing: false).map(\.outcome) == [.needsAttention])
        fixture.clock.advance(by: .seconds(Self.day))
        fixture.provider.answer(
            200, Self.answer(secret: "s3cr3t-two", secretExpiresAt: end + 90 * Self.day, tokenExpiresIn: nil))
        #expect(try await fixture.registrar.reconcile(comparing: false).map(\.outcome) == [.settled])
        #expect(try await events(fixture) == ["expiring client_secret", "rotated"])
        #expect(try await fixture.registrar.reconcile(comparing: false).isEmpty)
        let record = try #require(try await fixture.record())
        #expect(try await fixture.registrar.revealSecret(record.id).clientSecret == Secret("s3cr3t-two"))
    }
}
