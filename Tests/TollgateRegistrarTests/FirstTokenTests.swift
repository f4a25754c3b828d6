import Testing
import TollgateCatalogue
import TollgateOutbound
import TollgateRegistrar
import TollgateTesting

@Suite("A client's first token")
struct FirstTokenTests {
    private static let token = #"{"access_token":"t0ken","token_type":"Bearer","expires_in":60}"#

    /// A registrar with the check, and a provider that registers the client that is asked for next.
    private func fixture(
        _ check: StubTokenCheck, store: (any RegistrarStore)? = nil
    ) async throws -> AccessFixture {
        let fixture = try await AccessFixture(store: store, tokenCheck: check)
        fixture.answer("product_payments free_plan")
        return fixture
    }

    /// Approves a request that must not be fulfilled.
    private func failure(
        of request: AccessRequest, _ fixture: AccessFixture
    ) async throws -> RegistrationError? {
        do throws(RegistrationError) {
            _ = try await fixture.registrar.approve(request.id, by: "ann")
            Issue.record("the request was fulfilled")
            return nil
        } catch {
            return error
        }
    }

    private func onlyClient(_ fixture: AccessFixture) async throws -> ClientRecord {
        let clients = try await fixture.registrar.clients()
        #expect(clients.count == 1)
        return try #require(clients.first)
    }

    @Test("It is obtained with the client's own secret for exactly its scopes; once it passed, the client is active")
    func accepted() async throws {
        let check = StubTokenCheck(.accepted)
        let fixture = try await fixture(check)
        fixture.provider.answer(200, Self.token)
        let request = try await fixture.request()
        #expect(try await fixture.registrar.approve(request.id, by: "ann").state.client != nil)

        let asked = try #require(fixture.provider.requests.last)
        #expect(asked.url == StubProvider.tokenEndpoint)
        #expect(
            String(decoding: asked.body ?? [], as: UTF8.self)
                == "grant_type=client_credentials&scope=product_payments+free_plan")
        // c-1:s3cr3t-one
        #expect(asked.headers.contains { $0.name == "Authorization" && $0.value == "Basic Yy0xOnMzY3IzdC1vbmU=" })
        #expect(check.tokens == [Secret("t0ken")])
        #expect(
            check.seen == [
                CheckedClient(
                    issuer: StubProvider.issuer, clientID: "c-1", scopes: ["product_payments", "free_plan"],
                    products: ["payments"])
            ])
        #expect(try await onlyClient(fixture).state == .active)
        #expect(fixture.journal.entries == ["registered c-1"])
    }

    @Test("Before it has passed, the secret cannot be revealed, and gates are told to refuse the client")
    func notActiveBefore() async throws {
        let check = StubTokenCheck(.accepted)
        let fixture = try await fixture(check)
        fixture.provider.answer(200, Self.token)
        let (registrar, journal) = (fixture.registrar, fixture.journal)
        check.whenAsked {
            guard let record = try? await registrar.clients().first else { return }
            journal.note(record.state.name)
            journal.note(
                ClientStatus(of: record, scopes: RegistrarFixture.catalogueScopes)?.state.rawValue ?? "none")
            do throws(RegistrationError) {
                _ = try await registrar.revealSecret(record.id)
            } catch {
                journal.note(error.code)
            }
        }
        let request = try await fixture.request()
        _ = try await registrar.approve(request.id, by: "ann")
        #expect(journal.entries == ["verifying", "suspended", "client_busy", "registered c-1"])
        var told: [Notice.Event] = []
        while let waiting = try await fixture.store.nextNotice() {
            told.append(waiting.notice.event)
            try await fixture.store.settle(.delivered, ofNotice: waiting.notice.id)
        }
        #expect(told == [.requested, .approved, .registered, .fulfilled])
        let record = try await onlyClient(fixture)
        #expect(ClientStatus(of: record, scopes: RegistrarFixture.catalogueScopes)?.state == .active)
        #expect(try await registrar.revealSecret(record.id).clientSecret == Secret("s3cr3t-one"))
    }

    @Test("One that the gate's checks reject withdraws the client, and the request says exactly why")
    func rejected() async throws {
        let fixture = try await fixture(StubTokenCheck(.rejected(reason: "audience_mismatch: aud is payroll")))
        fixture.provider.answer(200, Self.token)
        fixture.provider.answer(204)
        let request = try await fixture.request()
        let error = try #require(try await failure(of: request, fixture))
        #expect(error.code == "client_token_rejected")
        #expect(fixture.provider.methods == ["POST", "POST", "DELETE"])
        let reason = try #require(try await fixture.registrar.request(request.id).state.reason)
        #expect(reason.contains("audience_mismatch: aud is payroll; the client was deleted again"))
        let record = try await onlyClient(fixture)
        #expect(record.state == .failed(reason: "audience_mismatch: aud is payroll"))
        #expect(record.registration?.clientSecret == nil)
        #expect(try await fixture.registrar.reconcile().isEmpty)
    }

    @Test(
        "One that the provider refuses withdraws the client; where it does not know the client, only at the third time",
        arguments: [("invalid_scope", 1), ("unauthorized_client", 1), ("invalid_client", 3)])
    func refused(error: String, attempts: Int) async throws {
        let check = StubTokenCheck(.accepted)
        let fixture = try await fixture(check)
        for _ in 0..<attempts {
            fixture.provider.answer(error == "invalid_client" ? 401 : 400, #"{"error":"\#(error)"}"#)
        }
        fixture.provider.answer(204)
        let request = try await fixture.request()
        #expect(try await failure(of: request, fixture)?.code == "client_token_rejected")
        let posts = [String](repeating: "POST", count: 1 + attempts)
        #expect(fixture.provider.methods == posts + ["DELETE"])
        #expect(check.seen.isEmpty)
        let reason = try #require(try await fixture.registrar.request(request.id).state.reason)
        #expect(reason.contains("token_refused: POST https://idp.example/token was answered"))
        #expect(reason.contains(error))
    }

    @Test("A provider that needs a moment until it knows the client gets it")
    func eventually() async throws {
        let fixture = try await fixture(StubTokenCheck(.accepted))
        fixture.provider.answer(401, #"{"error":"invalid_client"}"#)
        fixture.provider.answer(403)
        fixture.provider.answer(200, Self.token)
        let request = try await fixture.request()
        #expect(try await fixture.registrar.approve(request.id, by: "ann").state.client != nil)
    }

    @Test("A client that could not be withdrawn is still deleting, which reconcile finishes")
    func withdrawnLater() async throws {
        let fixture = try await fixture(StubTokenCheck(.rejected(reason: "token_malformed: it is opaque")))
        fixture.provider.answer(200, Self.token)
        fixture.provider.answer(503)
        let request = try await fixture.request()
        _ = try await failure(of: request, fixture)
        #expect(try await fixture.registrar.request(request.id).state.name == "failed")
        #expect(try await onlyClient(fixture).state == .deleting)
        fixture.provider.answer(204)
        #expect(try await fixture.registrar.reconcile().map(\.outcome) == [.settled])
        #expect(try await onlyClient(fixture).state == .deleted)
    }

    @Test("Where nobody can tell now, the client waits with the reason, and reconcile checks again and fulfils")
    func unknown() async throws {
        let fixture = try await fixture(StubTokenCheck(.unknown(reason: "keys_unavailable: no answer"), .accepted))
        fixture.provider.answer(200, Self.token)
        let request = try await fixture.request()
        #expect(try await failure(of: request, fixture)?.code == "client_token_unverified")
        let waiting = try await onlyClient(fixture)
        #expect(waiting.state == .verifying(reason: "keys_unavailable: no answer"))
        #expect(try await fixture.registrar.request(request.id).state == .approved)
        await #expect(throws: RegistrationError.clientState(id: waiting.id, state: waiting.state)) {
            try await fixture.registrar.revealSecret(waiting.id)
        }

        fixture.provider.fail(.timedOut(url: StubProvider.tokenEndpoint, after: .seconds(5)))
        let still = try await fixture.registrar.reconcile()
        #expect(still.map(\.outcome) == [.failed])
        #expect(still.first?.detail.contains("token_endpoint_unanswered") == true)
        fixture.provider.answer(200, Self.token)
        let findings = try await fixture.registrar.reconcile(comparing: false)
        #expect(findings.map(\.outcome) == [.settled, .settled])
        #expect(try await fixture.registrar.request(request.id).state == .fulfilled(client: waiting.id))
        #expect(fixture.provider.requests.filter { $0.url == StubProvider.registrationEndpoint }.count == 1)
        #expect(fixture.journal.entries == ["registered c-1"])
    }

    @Test("A no that only reconcile gets withdraws the client and fails the request; nothing is registered anew")
    func rejectedLater() async throws {
        let fixture = try await fixture(
            StubTokenCheck(.unknown(reason: "keys_unavailable: no answer"), .rejected(reason: "token_expired: it was")))
        fixture.provider.answer(200, Self.token)
        let request = try await fixture.request()
        _ = try await failure(of: request, fixture)
        fixture.provider.answer(200, Self.token)
        fixture.provider.answer(204)
        #expect(try await fixture.registrar.reconcile().map(\.outcome) == [.settled])
        #expect(try await fixture.registrar.request(request.id).state.reason?.contains("token_expired") == true)
        #expect(try await onlyClient(fixture).state.name == "failed")
        #expect(fixture.provider.methods == ["POST", "POST", "POST", "DELETE"])
    }

    @Test("Approving once more checks once more")
    func approvedAgain() async throws {
        let fixture = try await fixture(StubTokenCheck(.unknown(reason: "keys_unavailable: no answer"), .accepted))
        fixture.provider.answer(200, Self.token)
        let request = try await fixture.request()
        _ = try await failure(of: request, fixture)
        fixture.provider.answer(200, Self.token)
        #expect(try await fixture.registrar.approve(request.id, by: "ann").state.client != nil)
        #expect(fixture.provider.methods == ["POST", "POST", "POST"])
    }

    @Test("A registrar that ended in the middle is taken up where it was once its operation must be over")
    func interrupted() async throws {
        let store = try FailingStore()
        store.fail("verified", times: 3)
        let fixture = try await fixture(StubTokenCheck(.accepted), store: store)
        fixture.provider.answer(200, Self.token)
        let request = try await fixture.request()
        #expect(try await failure(of: request, fixture)?.code == "store_unavailable")
        #expect(try await onlyClient(fixture).state == .verifying(reason: nil))
        #expect(try await fixture.registrar.reconcile().map(\.outcome) == [.underWay])
        fixture.clock.advance(by: .seconds(120))
        fixture.provider.answer(200, Self.token)
        #expect(try await fixture.registrar.reconcile(comparing: false).map(\.outcome) == [.settled, .settled])
        #expect(try await fixture.registrar.request(request.id).state.client != nil)
    }

    @Test("A client that waits can be deleted, and its secrets are sealed anew with the others")
    func deletedWhileWaiting() async throws {
        let fixture = try await fixture(StubTokenCheck(.unknown(reason: "keys_unavailable: no answer")))
        fixture.provider.answer(200, Self.token)
        let request = try await fixture.request()
        _ = try await failure(of: request, fixture)
        let client = try await onlyClient(fixture)
        #expect(try await fixture.registrar.reseal().isEmpty)
        #expect(try await onlyClient(fixture).registration?.clientSecret != client.registration?.clientSecret)
        #expect(await refusalCode { try await fixture.registrar.rotateSecret(client.id) } == "client_state")
        fixture.provider.answer(204)
        #expect(try await fixture.registrar.delete(client.id) == .deleted)
    }

    @Test("Clients whose token the registrar cannot obtain are active at once, with a warning where they need one")
    func unchecked() async throws {
        let check = StubTokenCheck(.rejected(reason: "it must not be asked"))
        let fixture = try await AccessFixture(tokenCheck: check)
        func register(
            _ type: ClientType, _ redirectURIs: [String] = [], replacing old: String, with new: String
        ) async throws -> IssuedCredential {
            fixture.provider.answer(
                201,
                AccessFixture.granted("product_payments free_plan", id: type.name).1.replacing(old, with: new))
            return try await fixture.registrar.register(
                application: "Acme", product: "payments", plan: "free", clientType: type, redirectURIs: redirectURIs,
                provider: "idp")
        }
        let web = try await register(
            AccessFixture.web, ["https://acme.example/code"], replacing: "client_credentials",
            with: "authorization_code")
        #expect(web.state == .active)
        #expect(!web.warnings.contains { $0.code == "token_unchecked" })
        // The provider has made another kind of client of it, which signs with a key of its own.
        let signing = try await register(
            .backend, replacing: #""grant_types""#,
            with: #""token_endpoint_auth_method":"private_key_jwt","grant_types""#)
        #expect(signing.state == .active)
        #expect(signing.warnings.contains { $0.code == "token_unchecked" })
        #expect(check.seen.isEmpty)
    }

    @Test("A client that sends its secret in the form does so here too")
    func post() async throws {
        let fixture = try await fixture(StubTokenCheck(.accepted))
        fixture.provider.answer(200, Self.token)
        _ = try await fixture.registrar.register(
            application: "Acme", product: "payments", plan: "free", clientType: AccessFixture.post, provider: "idp")
        let body = String(decoding: fixture.provider.requests.last?.body ?? [], as: UTF8.self)
        #expect(body.hasSuffix("&client_id=c-1&client_secret=s3cr3t-one"))
    }
}
