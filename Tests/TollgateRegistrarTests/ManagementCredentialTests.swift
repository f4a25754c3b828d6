import Testing
import TollgateOutbound

@testable import TollgateRegistrar

/// Clients of a provider that gives them no registration access token (product-is 19641).
@Suite("Managing clients with a name and a password")
struct ManagementCredentialTests {
    private static let credentials = ManagementCredentials(username: "admin", password: Secret("p:ss canary"))
    /// `admin:p:ss canary` in base64.
    private static let basic = "Basic YWRtaW46cDpzcyBjYW5hcnk="
    private static let answer = """
        {"client_id":"a/b","client_secret":"s3cr3t-one","client_secret_expires_at":0,
         "grant_types":["client_credentials"],"scope":"product_payments free_plan"}
        """

    private let fixture: RegistrarFixture

    init() throws {
        fixture = try RegistrarFixture()
    }

    private func addProvider(_ access: InitialAccess = .token(Secret("iat"))) async throws {
        try await fixture.registrar.addProvider(
            Provider(
                name: "idp", address: StubProvider.issuer, initialAccess: access,
                settings: ProviderSettings(management: .basic, managementCredentials: Self.credentials)))
    }

    private func authorization(_ request: OutboundRequest) -> [String] {
        request.headers.filter { $0.name.lowercased() == "authorization" }.map(\.value)
    }

    @Test("A client is registered with the initial access, and changed and deleted with the name and the password")
    func wholeLife() async throws {
        try await addProvider()
        fixture.provider.answer(201, Self.answer)
        let credential = try await fixture.register()
        #expect(credential.warnings.isEmpty)
        fixture.provider.answer(200, Self.answer)
        _ = try await fixture.registrar.update(credential.recordID, ClientChanges(application: "Acme 2"))
        fixture.provider.answer(204)
        #expect(try await fixture.registrar.delete(credential.recordID) == .deleted)
        #expect(fixture.provider.requests.map(authorization) == [["Bearer iat"], [Self.basic], [Self.basic]])
        #expect(fixture.provider.methods == ["POST", "PUT", "DELETE"])
        #expect(fixture.provider.requests.dropFirst().allSatisfy { $0.url == "https://idp.example/register/a%2Fb" })
    }

    @Test("The operator's own headers go along, but for another authorization")
    func headers() async throws {
        try await addProvider(
            .headers([
                SecretHeader(name: "X-API-Key", value: Secret("k")),
                SecretHeader(name: "authorization", value: Secret("Bearer other")),
            ]))
        fixture.provider.answer(201, Self.answer)
        let id = try await fixture.register().recordID
        fixture.provider.answer(204)
        _ = try await fixture.registrar.delete(id)
        let deletion = try #require(fixture.provider.requests.last)
        #expect(authorization(deletion) == [Self.basic])
        #expect(deletion.headers.contains { $0 == (name: "X-API-Key", value: "k") })
    }

    @Test("A probe is deleted with them, and a useless client is as well")
    func probe() async throws {
        try await addProvider()
        fixture.provider.answer(201, Self.answer)
        fixture.provider.answer(204)
        #expect(try await fixture.registrar.verifyProvider("idp").leftBehind == nil)
        #expect(authorization(try #require(fixture.provider.requests.last)) == [Self.basic])
        fixture.provider.answer(201, Self.answer.replacing(" free_plan", with: "").replacing("a/b", with: "a/c"))
        fixture.provider.answer(204)
        #expect(await refusalCode { try await fixture.register() } == "registration_narrowed")
        #expect(fixture.provider.methods == ["POST", "DELETE", "POST", "DELETE"])
    }

    @Test("A refusal of them says nothing of the client, which stays what it was, and nothing of the password")
    func refused() async throws {
        try await addProvider()
        fixture.provider.answer(201, Self.answer)
        let id = try await fixture.register().recordID
        fixture.provider.answer(401, "no such user: admin, p:ss canary, YWRtaW46cDpzcyBjYW5hcnk=")
        do {
            _ = try await fixture.registrar.update(id, ClientChanges(application: "Acme 2"))
            Issue.record("a refusal was taken for a success")
        } catch {
            guard case .refused(let refusal) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(refusal.status == 401)
            #expect(refusal.explanation?.contains("no such user") == true)
            #expect(!error.description.contains("canary"))
            #expect(!error.description.contains("YWRtaW46"))
        }
        #expect(try await fixture.record()?.state == .active)
    }

    @Test("They come out of their seal as they went in, and are never shown")
    func sealing() async throws {
        try await addProvider()
        let provider = try await fixture.registrar.provider("idp")
        #expect(provider.settings.managementCredentials == Self.credentials)
        #expect(provider.shownSettings["management"] == .string("basic"))
        #expect(provider.shownSettings["management_username"] == .string("admin"))
        #expect(provider.shownSettings["management_password"] == .string(Secret.redacted))
        #expect(!"\(provider)".contains("canary"))
    }

    @Test(
        "Half of them, a name with a colon, and a name or a password with control characters are refused",
        arguments: [
            ["management": "basic"], ["management": "basic", "management_username": "a"],
            ["management_username": "a", "management_password": "b"],
            ["management": "initial_access", "management_username": "a", "management_password": "b"],
            ["management": "basic", "management_username": "a:b", "management_password": "c"],
            ["management": "basic", "management_username": "a\n", "management_password": "c"],
            ["management": "basic", "management_username": "a", "management_password": "c\u{0}"],
        ])
    func defects(members: [String: String]) throws {
        let settings = try ProviderSettings(members: members.mapValues(JSONValue.string))
        #expect(try #require(settings.defect).contains("management"))
    }

    @Test("Management is one of three words, and a bridge gives no registration access tokens")
    func words() throws {
        do throws(DocumentError) {
            _ = try ProviderSettings(members: ["management": .string("digest")])
            Issue.record("there is no such management")
        } catch {
            #expect(error.description.contains("registration_access_token, initial_access, basic"))
        }
        let settings = ProviderSettings(management: .registrationAccessToken)
        let bridge = Provider(
            name: "b", driver: .httpBridge, address: "https://bridge.example", settings: settings)
        #expect(bridge.defect?.contains("bridge") == true)
    }

    @Test("What lets registrations in manages clients too where the operator says so")
    func initialAccess() async throws {
        try await fixture.registrar.addProvider(
            Provider(
                name: "idp", address: StubProvider.issuer, initialAccess: .token(Secret("iat")),
                settings: ProviderSettings(management: .initialAccess)))
        fixture.provider.answer(201, Self.answer)
        let id = try await fixture.register().recordID
        fixture.provider.answer(204)
        _ = try await fixture.registrar.delete(id)
        #expect(authorization(try #require(fixture.provider.requests.last)) == ["Bearer iat"])
    }
}
