import ServerTesting
import Testing
import TollgateCatalogue
import TollgateOutbound

@testable import TollgateRegistrar

/// Where a registered client is managed, as providers say it (workers-oauth-provider 279, metamcp 317, toolhive 5377).
@Suite("registration_client_uri")
struct ClientLocationTests {
    private static let endpoint = "https://server.example.com/register"

    @Test(
        "The registration access token goes only to the registration endpoint's own origin",
        arguments: [
            ("https://server.example.com/register/a", true), ("https://SERVER.example.com:443/x?client_id=a", true),
            ("https://evil.example/register/a", false), ("http://server.example.com/register/a", false),
            ("https://server.example.com:8443/register/a", false), ("https://server.example.com/", false),
            ("https://server.example.com@evil.example/a", false), ("//server.example.com/a", false),
            ("https://user@server.example.com/a", false), ("https://server.example.com\r\nX-Evil: y/a", false),
            ("https://server.example.com/a\nb", false), ("https://server.example.com\\@evil.example/a", false),
            ("https://server.example.com.evil.example/a", false), ("https://server.example.com:443:9/a", false),
            ("https://server.example.com:0/a", false), ("https://server.example.com#@evil.example/a", false),
            ("https://server.example.com", false), ("HTTPS://server.example.com/a", true), ("javascript:a", false),
            ("https://server.example.com/\u{E9}", false), ("https://sërver.example.com/a", false),
            ("https://server.example.com/register/../admin", false), ("/", false), ("", false),
        ])
    func origin(uri: String, isTaken: Bool) {
        #expect((ProviderDriver.other.clientURI(uri, besides: Self.endpoint) != nil) == isTaken)
    }

    @Test("One without scheme and host is at the registration endpoint's origin (workers-oauth-provider 279)")
    func relative() {
        let driver = ProviderDriver.other
        #expect(driver.clientURI("/register/a", besides: Self.endpoint) == Self.endpoint + "/a")
        #expect(driver.clientURI("?client_id=a", besides: Self.endpoint) == Self.endpoint + "?client_id=a")
        #expect(driver.clientURI("register/a", besides: Self.endpoint) == Self.endpoint + "/a")
    }

    @Test("On this machine plain http will do, on another it will where the operator allows it for the provider")
    func plainHTTP() {
        let local = "http://127.0.0.1:9/register"
        var driver = ProviderDriver.other
        #expect(driver.clientURI("http://127.0.0.1:9/register/a", besides: local) != nil)
        #expect(driver.clientURI("http://127.0.0.1:10/register/a", besides: local) == nil)
        #expect(driver.clientURI("http://10.0.0.1/r/a", besides: "http://10.0.0.1/r") == nil)
        driver = driver.configured(by: ProviderSettings(connection: ConnectionSettings(allowsHTTP: true)))
        #expect(driver.clientURI("http://10.0.0.1/r/a", besides: "http://10.0.0.1/r") != nil)
        #expect(driver.clientURI("http://10.0.0.2/r/a", besides: "http://10.0.0.1/r") == nil)
    }

    @Test("An origin that the operator trusts is taken, and no other one")
    func trustedOrigins() {
        let driver = ProviderDriver.other.configured(by: ProviderSettings(trustedOrigins: ["https://b.example:8443"]))
        #expect(driver.clientURI("https://b.example:8443/r/a", besides: Self.endpoint) != nil)
        #expect(driver.clientURI("https://b.example/r/a", besides: Self.endpoint) == nil)
        let client = ClientConfigurationEndpoint(clientID: "a", url: Self.endpoint + "/a", token: nil)
        let renewal = RotationRequest(urlTemplate: "https://b.example:8443/{client_id}/renew")
        #expect(renewal.url(for: client) == nil)
        #expect(renewal.url(for: client, trusting: driver.trustedOrigins) == "https://b.example:8443/a/renew")
    }

    @Test(
        "A client whose address is a path lives its whole life at the provider's origin, also where that renews it",
        .realServers)
    func wholeLife() async throws {
        let server = RelativeServer()
        try await ScriptedServer(provider: server).run { origin in
            let relative = try DriverHarness(.other, address: origin)
            let first = try await relative.register()
            #expect(first.registrationClientURI == origin + "/reg/" + first.clientID)
            let second = try await relative.update(first)
            #expect(second.registrationClientURI == origin + "/reg/" + first.clientID)
            #expect(second.refusedClientURI == nil)
            let profile = try await relative.access.profile(of: relative.provider)
            #expect(profile.tokenEndpoint == origin + "/token")
            let driver = ProviderDriver.other.renewing(at: profile, for: try await relative.endpoint(second))
            let third = try await DynamicRegistrationClient(transport: DriverHarness.outbound, driver: driver)
                .rotateSecret(relative.endpoint(second), keeping: DriverHarness.backend, lastReturned: second.members)
            #expect(third.clientSecret != first.clientSecret)
            #expect(try await relative.client.delete(relative.endpoint(second)) == .deleted)
            #expect(server.clients.all.isEmpty)
        }
    }

    @Test("What is kept of a client has its whole address, and a later relative one is taken as well")
    func stored() async throws {
        let fixture = try RegistrarFixture()
        try await fixture.addProvider()
        let relative = RegistrarFixture.accepted.replacing("https://idp.example/register/c-1", with: "/register/c-1")
        fixture.provider.answer(201, relative)
        let id = try await fixture.register().recordID
        #expect(try await fixture.record()?.registration?.registrationClientURI == "https://idp.example/register/c-1")
        fixture.provider.answer(200, relative.replacing("/register/c-1", with: "?client_id=c-1"))
        let changed = try await fixture.registrar.update(id, ClientChanges(application: "Acme 2"))
        #expect(changed.warnings.isEmpty)
        #expect(fixture.provider.requests.last?.url == "https://idp.example/register/c-1")
        #expect(
            try await fixture.record()?.registration?.registrationClientURI
                == "https://idp.example/register/c-1?client_id=c-1")
    }
}

/// A provider that leaves out scheme and host wherever it names an address.
private final class RelativeServer: ScriptedProvider {
    let clients = ClientTable()

    func answer(_ request: ScriptedRequest, origin: String) -> ScriptedAnswer {
        switch (request.method, request.path) {
        case ("GET", "/.well-known/openid-configuration"):
            return .json(
                200,
                [
                    "issuer": .string(origin), "registration_endpoint": .string("/reg"),
                    "token_endpoint": .string("/token"),
                    "registration_renew_secret_endpoint": .string("/reg/:client_id/renew"),
                ])
        case ("POST", "/reg"): return shown(clients.add(request.members), status: 201)
        default: break
        }
        let parts = request.path.split(separator: "/").map(String.init)
        guard parts.count >= 2, parts[0] == "reg", var client = clients[parts[1]], request.bearer == client.token else {
            return .error(401, "invalid_token", "no")
        }
        switch (request.method, parts.count) {
        case ("DELETE", 2):
            clients.remove(client.id)
            return .empty(204)
        case ("PUT", 2): client.members = request.members
        case ("POST", 3): client.secret = clients.next("secret")
        default: return .empty(404)
        }
        clients.put(client)
        return shown(client, status: 200)
    }

    private func shown(_ client: ClientTable.Client, status: Int) -> ScriptedAnswer {
        var members = client.shown
        members["client_secret_expires_at"] = .integer(0)
        members["registration_access_token"] = .string(client.token)
        members["registration_client_uri"] = .string("/reg/" + client.id)
        return .json(status, members)
    }
}
