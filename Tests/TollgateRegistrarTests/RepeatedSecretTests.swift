import Testing
import TollgateOutbound
import TollgateSQLite
import TollgateTesting

@testable import TollgateRegistrar

/// Keycloak and others repeat the client's secret in every answer about it.
@Suite("A secret that its owner has seen and its provider repeats")
struct RepeatedSecretTests {
    private static let gone = "secret_gone"

    /// The code of the error that a reveal ends with; `nil` if it shows a secret.
    private func refusal(_ id: String, _ registrar: Registrar) async -> String? {
        do throws(RegistrationError) {
            _ = try await registrar.revealSecret(id)
            return nil
        } catch {
            return error.code
        }
    }

    /// Whether the last step of a client brought a notice.
    private func isTold(_ id: String, _ fixture: AccessFixture) async throws -> Bool {
        let version = try await fixture.registrar.client(id).version
        return try await fixture.store.hasNotice(id: "\(id)-\(version)")
    }

    @Test("It is not kept by an update, is not returned by it, and cannot be revealed again")
    func update() async throws {
        let fixture = try await AccessFixture()
        let client = try await fixture.provisioned()
        _ = try await fixture.registrar.revealSecret(client.id)
        fixture.answer("product_payments gold_plan", status: 200)
        let credential = try await fixture.registrar.update(client.id, ClientChanges(plan: "gold"))
        #expect(credential.clientSecret == nil)
        #expect(try await fixture.registrar.client(client.id).registration?.clientSecret == nil)
        #expect(await refusal(client.id, fixture.registrar) == Self.gone)
        #expect(try await !isTold(client.id, fixture))
        // What it was known by is still known after the next update.
        fixture.answer("product_payments free_plan", status: 200)
        _ = try await fixture.registrar.update(client.id, ClientChanges(plan: "free"))
        #expect(await refusal(client.id, fixture.registrar) == Self.gone)
    }

    @Test("A new one is kept, told of, and revealed once; after that it is the one that is recognised")
    func newSecret() async throws {
        let fixture = try await AccessFixture()
        let client = try await fixture.provisioned()
        _ = try await fixture.registrar.revealSecret(client.id)
        fixture.answer("product_payments gold_plan", status: 200, secret: "s3cr3t-two")
        _ = try await fixture.registrar.update(client.id, ClientChanges(plan: "gold"))
        #expect(try await isTold(client.id, fixture))
        #expect(try await fixture.registrar.client(client.id).registration?.revealedSecretDigest == nil)
        #expect(try await fixture.registrar.revealSecret(client.id).clientSecret == Secret("s3cr3t-two"))
        fixture.answer("product_payments free_plan", status: 200, secret: "s3cr3t-two")
        _ = try await fixture.registrar.update(client.id, ClientChanges(plan: "free"))
        #expect(await refusal(client.id, fixture.registrar) == Self.gone)
    }

    @Test("It is not kept by a read, also not by one that settles what was in doubt")
    func read() async throws {
        let fixture = try await AccessFixture()
        let client = try await fixture.provisioned()
        _ = try await fixture.registrar.revealSecret(client.id)
        fixture.answer("product_payments free_plan", status: 200)
        #expect(try await fixture.registrar.reconcile().isEmpty)
        #expect(await refusal(client.id, fixture.registrar) == Self.gone)

        fixture.provider.fail(.timedOut(url: "u", after: .seconds(5)))
        #expect(
            await refusalCode {
                try await fixture.registrar.update(client.id, ClientChanges(plan: "gold"))
            } == "outcome_unknown")
        #expect(try await fixture.registrar.client(client.id).state.name == "in_doubt")
        for _ in 0..<2 { fixture.answer("product_payments gold_plan", status: 200) }
        #expect(try await fixture.registrar.reconcile().map(\.outcome) == [.settled])
        #expect(await refusal(client.id, fixture.registrar) == Self.gone)
    }

    @Test("A rotation that brings it again has brought no new secret")
    func rotation() async throws {
        let fixture = try RegistrarFixture()
        let client = try await fixture.registered(driver: .glewlwyd)
        _ = try await fixture.registrar.revealSecret(client.recordID)
        fixture.provider.answer(200, RegistrarFixture.accepted)
        await #expect(throws: RegistrationError.secretNotRotated(clientID: "c-1")) {
            try await fixture.registrar.rotateSecret(client.recordID)
        }
        #expect(await refusal(client.recordID, fixture.registrar) == Self.gone)
        fixture.provider.answer(200, RegistrarFixture.accepted.replacing("s3cr3t-one", with: "s3cr3t-two"))
        #expect(try await fixture.registrar.rotateSecret(client.recordID).clientSecret == Secret("s3cr3t-two"))
        #expect(try await fixture.registrar.revealSecret(client.recordID).clientSecret == Secret("s3cr3t-two"))
    }

    @Test("Of reveals and updates at once, one reveal shows it, and none after them")
    func concurrent() async throws {
        let fixture = try await AccessFixture()
        let client = try await fixture.provisioned()
        for _ in 0..<50 { fixture.answer("product_payments free_plan gold_plan", status: 200) }
        let registrar = fixture.registrar
        let shown = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<50 {
                group.addTask {
                    let plan = number.isMultiple(of: 2) ? "gold" : "free"
                    _ = try? await registrar.update(client.id, ClientChanges(plan: plan))
                    return false
                }
                group.addTask { (try? await registrar.revealSecret(client.id))?.clientSecret != nil }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        // All of them may have met an update; then the secret is still there.
        let last = await refusal(client.id, registrar) == nil ? 1 : 0
        #expect(shown + last == 1)
        #expect(await refusal(client.id, registrar) == Self.gone)
    }

    @Test("What it is recognised by is sealed for its row and field, survives another key, and goes with the client")
    func digest() async throws {
        let fixture = try await AccessFixture()
        let client = try await fixture.provisioned()
        _ = try await fixture.registrar.revealSecret(client.id)
        let sealed = try #require(
            try await fixture.registrar.client(client.id).registration?.revealedSecretDigest)
        let digest = CredentialSealer.digest(of: Secret("s3cr3t-one"))
        #expect(digest.reveal().count == 64)
        #expect(try fixture.sealer.open(sealed, record: client.id, field: .revealedSecretDigest) == digest)
        #expect(throws: SealingError.boxDamaged) {
            try fixture.sealer.open(sealed, record: "another", field: .revealedSecretDigest)
        }
        #expect(throws: SealingError.boxDamaged) {
            try fixture.sealer.open(sealed, record: client.id, field: .clientSecret)
        }
        #expect(!String(decoding: sealed.bytes, as: UTF8.self).contains(digest.reveal()))

        let old = try SealingKey(id: "k1", bytes: [UInt8](repeating: 7, count: 32))
        let new = try SealingKey(id: "k2", bytes: [UInt8](repeating: 8, count: 32))
        func registrar(_ sealer: SecretSealer) -> Registrar {
            Registrar(
                store: fixture.store,
                configuration: Registrar.Configuration(
                    sealer: sealer, network: SingleNetwork(transport: fixture.provider, source: fixture.provider),
                    scopes: { AccessFixture.catalogueScopes }, now: { fixture.clock.unixSeconds }))
        }
        #expect(try await registrar(SecretSealer(current: new, older: [old])).reseal().isEmpty)
        let renewed = registrar(SecretSealer(current: new))
        fixture.answer("product_payments gold_plan", status: 200)
        _ = try await renewed.update(client.id, ClientChanges(plan: "gold"))
        #expect(await refusal(client.id, renewed) == Self.gone)

        fixture.provider.answer(204)
        try await renewed.delete(client.id)
        #expect(try await renewed.client(client.id).registration?.revealedSecretDigest == nil)
    }
}
