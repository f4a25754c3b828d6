import Testing
import TollgateRegistrar

@Suite("Notices")
struct NoticeTests {
    /// What waits, in order, as events; they are taken.
    private func told(_ fixture: AccessFixture) async throws -> [Notice] {
        var notices: [Notice] = []
        while let waiting = try await fixture.store.nextNotice() {
            notices.append(waiting.notice)
            try await fixture.store.settle(.delivered, ofNotice: waiting.notice.id)
        }
        return notices
    }

    @Test("From the request to the deletion everything is told, with the owner, and without any secret")
    func wholeLife() async throws {
        let fixture = try await AccessFixture()
        let client = try await fixture.provisioned()
        fixture.provider.answer(204)
        try await fixture.registrar.delete(client.id)
        let notices = try await told(fixture)
        #expect(notices.map(\.event) == [.requested, .approved, .registered, .fulfilled, .deleted])
        #expect(Set(notices.map(\.id)).count == 5)
        for notice in notices {
            #expect(notice.members["owner"] == .string("dev@acme.example"))
            let text = String(decoding: JSONValue.object(notice.json).text, as: UTF8.self)
            for secret in ["s3cr3t-one", "rat-one"] { #expect(!text.contains(secret)) }
        }
        #expect(notices[3].json["access_request"]?.object?["credential_id"] == .string(client.id))
        #expect(notices[4].json["credential"]?.object?["client_id"] == .string("c-1"))
    }

    @Test("A rejection is told with its reason, and a provider's refusal with its words")
    func refusals() async throws {
        let fixture = try await AccessFixture()
        let first = try await fixture.request()
        _ = try await fixture.registrar.reject(first.id, by: "ann", reason: "not now")
        let second = try await fixture.request("orders", "gold")
        fixture.provider.answer(400, #"{"error":"invalid_client_metadata","error_description":"no such scope"}"#)
        #expect(
            await refusalCode { try await fixture.registrar.approve(second.id, by: "ann") } == "registration_refused")
        let notices = try await told(fixture)
        #expect(notices.map(\.event) == [.requested, .rejected, .requested, .approved, .failed, .failed])
        #expect(notices[1].members["reason"] == .string("not now"))
        #expect(notices[5].members["reason"]?.string?.contains("no such scope") == true)
        #expect(notices.map(\.subject).suffix(2) == [.client, .request])
    }

    @Test("A secret that is another one is told, and one that an answer merely repeats is not")
    func rotations() async throws {
        let fixture = try await AccessFixture()
        let client = try await fixture.provisioned()
        _ = try await told(fixture)
        fixture.answer("product_payments gold_plan", status: 200)
        _ = try await fixture.registrar.changePlan(
            of: try #require(client.settings.subscriptions.first?.id), client: client.id, to: "gold")
        #expect(try await told(fixture).isEmpty)
        fixture.answer("product_payments free_plan", status: 200, secret: "s3cr3t-two")
        _ = try await fixture.registrar.changePlan(
            of: try #require(client.settings.subscriptions.first?.id), client: client.id, to: "free")
        #expect(try await told(fixture).map(\.event) == [.rotated])
    }

    @Test("A probe of a provider is told to nobody")
    func probes() async throws {
        let fixture = try await AccessFixture()
        fixture.answer("")
        fixture.provider.answer(204)
        _ = try await fixture.registrar.verifyProvider("idp")
        #expect(try await told(fixture).isEmpty)
    }
}
