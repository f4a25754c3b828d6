import Testing
import TollgateOutbound

@testable import TollgateRegistrar

/// Registrations whose answer says in no usable way where the client is managed (metamcp 317, toolhive 5377).
@Suite("A client whose address cannot be taken")
struct UnplacedClientTests {
    private let fixture: RegistrarFixture

    init() throws {
        fixture = try RegistrarFixture()
    }

    private static let foreign = RegistrarFixture.accepted.replacing(
        "https://idp.example/register", with: "https://evil.example/register")

    private func failure() async throws -> RegistrationError {
        do {
            _ = try await fixture.register()
        } catch {
            return error
        }
        throw NoFailure()
    }

    private struct NoFailure: Error {}

    /// The client that a registration whose answer could not be used has left at the provider, as its error names it.
    private static func leftBehind(by error: RegistrationError) -> String? {
        switch error {
        case .responseInvalid(_, .undone): nil
        case .responseInvalid(_, let defect): defect.clientID
        default: nil
        }
    }

    @Test(
        "It is deleted under the registration endpoint, and the token goes nowhere else",
        arguments: [
            foreign, foreign.replacing("https://evil", with: "//evil"),
            foreign.replacing("evil.example", with: "idp.example@evil.example"),
            RegistrarFixture.accepted.replacing("/register/c-1", with: "/register/../c-1"),
            RegistrarFixture.accepted.replacing(
                #","registration_client_uri":"https://idp.example/register/c-1""#, with: ""),
        ])
    func deleted(answer: String) async throws {
        try await fixture.addProvider()
        fixture.provider.answer(201, answer)
        fixture.provider.answer(204)
        let error = try await failure()
        guard case .responseInvalid(_, .undone) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(fixture.provider.methods == ["POST", "DELETE"])
        let deletion = try #require(fixture.provider.requests.last)
        #expect(deletion.url == "https://idp.example/register/c-1")
        #expect(deletion.headers.contains { $0 == (name: "Authorization", value: "Bearer rat-one") })
        #expect(try await fixture.record()?.state.name == "failed")
        #expect(fixture.journal.entries == ["POST", "DELETE"])
    }

    @Test(
        "If it is not known to be deleted, it is in doubt and told by its identifier, also where nothing is there",
        arguments: [404, 410, 401, 403, 405, 503])
    func partialResponse(status: Int) async throws {
        try await fixture.addProvider()
        fixture.provider.answer(201, Self.foreign)
        fixture.provider.answer(status)
        let error = try await failure()
        #expect(Self.leftBehind(by: error) == "c-1")
        let record = try #require(try await fixture.record())
        #expect(record.state.name == "in_doubt")
        #expect(record.clientID == "c-1")
        let findings = try await fixture.registrar.reconcile()
        #expect(findings.first?.detail.contains("the client `c-1`") == true)
        #expect(fixture.provider.methods == ["POST", "DELETE"])
    }

    @Test("Without a registration access token there is nothing to delete it with, and it is told by its identifier")
    func withoutToken() async throws {
        try await fixture.addProvider()
        fixture.provider.answer(
            201, RegistrarFixture.accepted.replacing(#""registration_access_token":"rat-one","#, with: ""))
        let error = try await failure()
        #expect(Self.leftBehind(by: error) == "c-1")
        #expect(fixture.provider.methods == ["POST"])
        #expect(try await fixture.record()?.state.name == "in_doubt")
    }

    @Test("A registration endpoint at an origin that nobody has named gets no registration access token")
    func foreignEndpoint() async throws {
        try await fixture.addProvider()
        let endpoints = fixture.registrar.lifecycle.endpoints
        let provider = try await fixture.registrar.provider("idp")
        let named = PartialResponse([
            "client_id": .string("c-1"), "registration_access_token": .string("rat"),
        ])
        let place = await endpoints.assumedEndpoint(in: RegistrationResponse(named), at: provider)
        #expect(place?.url == "https://idp.example/register/c-1")
        var elsewhere = provider
        elsewhere.address = "https://other.example"
        #expect(await endpoints.assumedEndpoint(in: RegistrationResponse(named), at: elsewhere) == nil)
        elsewhere.settings.trustedOrigins = ["https://idp.example"]
        #expect(await endpoints.assumedEndpoint(in: RegistrationResponse(named), at: elsewhere) != nil)
    }

    @Test("A probe whose address cannot be taken is deleted again like any other client")
    func probe() async throws {
        try await fixture.addProvider()
        fixture.provider.answer(201, Self.foreign)
        fixture.provider.answer(204)
        #expect(await refusalCode { try await fixture.registrar.verifyProvider("idp") } == "response_invalid")
        #expect(fixture.provider.requests.last?.url == "https://idp.example/register/c-1")
    }

    @Test("Each of many attempts leaves nothing behind")
    func noOrphans() async throws {
        try await fixture.addProvider()
        for number in 0..<20 {
            fixture.provider.answer(201, Self.foreign.replacing("c-1", with: "c-\(number)"))
            fixture.provider.answer(204)
            _ = try await failure()
        }
        #expect(fixture.provider.methods.count { $0 == "DELETE" } == 20)
        #expect(try await fixture.registrar.clients().allSatisfy { $0.state.name == "failed" })
    }
}
