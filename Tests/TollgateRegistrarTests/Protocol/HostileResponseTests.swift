import Foundation
import Testing
import TollgateOutbound
import TollgateSQLite

@testable import TollgateRegistrar

/// Answers that are cut off, damaged or made to hurt.
@Suite("Hostile answers")
struct HostileResponseTests {
    private static let uri = "https://idp.example/register/c-1"
    private static let whole = answer(about: "c-1")

    /// The whole answer, about a client whose identifier has three characters.
    private static func answer(about id: String) -> [UInt8] {
        let uri = uri.replacing("c-1", with: id)
        return Array(
            """
            {"client_id":"\(id)","client_secret":"s3cr3t","registration_access_token":"rat-2",\
            "registration_client_uri":"\(uri)","client_secret_expires_at":0,"grant_types":["client_credentials"],\
            "scope":"product_payments free_plan","x":{"é":[1,2.5,null,true,"\\u00e9"]}}
            """.utf8)
    }

    /// An identifier for each number below 2 197, such that no damaged one is another one.
    private static func clientID(_ number: Int) -> String {
        let letters = Array("bdfhjlnprtvxz")
        return String([letters[number / 169 % 13], letters[number / 13 % 13], letters[number % 13]])
    }

    /// What Foundation can read of an answer.
    private struct Readable {
        let clientID: String?
        let token: String?
        let uri: String?

        init?(_ body: [UInt8]) {
            guard let members = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any] else {
                return nil
            }
            func text(_ name: String) -> String? { (members[name] as? String).flatMap { $0.isEmpty ? nil : $0 } }
            clientID = text("client_id")
            token = text("registration_access_token").flatMap { Secret($0).isVisibleASCII ? $0 : nil }
            uri = text("registration_client_uri")
        }

        /// Whether there is what it takes to manage the client.
        var isManaged: Bool {
            guard token != nil, let uri else { return false }
            return ProviderDriver.other.clientURI(uri, besides: StubProvider.registrationEndpoint) != nil
        }
    }

    /// The answer cut off at each byte, and with three bits of each byte flipped: another letter, case or encoding.
    ///
    /// Each is about another client: one that is on the books would be refused.
    private static func damaged(about id: (Int) -> String) -> [[UInt8]] {
        let cut = (0..<whole.count).map { Array(answer(about: id($0)).prefix($0)) }
        let flipped = whole.indices.flatMap { index in
            [UInt8(0x01), 0x20, 0x80].enumerated().map { place, bit in
                var body = answer(about: id(whole.count + 3 * index + place))
                body[index] ^= bit
                return body
            }
        }
        return cut + flipped
    }

    private let provider = DamagingProvider()

    private func makeRegistrar() async throws -> Registrar {
        let registrar = Registrar(
            store: try SQLiteClientStore.inMemory(),
            configuration: Registrar.Configuration(
                sealer: SecretSealer(current: try SealingKey(id: "k", bytes: [UInt8](repeating: 7, count: 32))),
                network: SingleNetwork(transport: provider, source: provider),
                scopes: { RegistrarFixture.catalogueScopes }, now: { 1_700_000_000 }))
        try await registrar.addProvider(Provider(name: "idp", address: StubProvider.issuer))
        return registrar
    }

    private func register(_ registrar: Registrar) async throws(RegistrationError) -> IssuedCredential {
        try await registrar.register(application: "Acme", product: "payments", plan: "free", provider: "idp")
    }

    private func token(of id: String, _ registrar: Registrar) async throws -> Secret? {
        try registrar.lifecycle.credentials.registrationAccessToken(of: try await registrar.client(id))?.token
    }

    @Test("A registration with a damaged answer is a client that can be managed, or if it is named was deleted again")
    func damagedRegistrations() async throws {
        let registrar = try await makeRegistrar()
        var saved = 0
        for body in Self.damaged(about: Self.clientID) {
            provider.answer(body)
            let readable = Readable(body)
            let shown = String(decoding: body, as: UTF8.self)
            do {
                let credential = try await register(registrar)
                let kept = try await token(of: credential.recordID, registrar)
                // Some characters are broken for Foundation and not worth a client here.
                if let readable { #expect(readable.token.map(Secret.init) == kept, "\(shown)") }
            } catch {
                guard let readable, readable.isManaged, let token = readable.token else { continue }
                // A client without `client_id` might be anybody's.
                let isNamed = readable.clientID.map(RegistrationResponse.isUsable(clientID:)) == true
                #expect(provider.deletions == (isNamed ? ["Bearer \(token)"] : []), "\(shown)")
                if isNamed { saved += 1 }
            }
        }
        #expect(saved > 20)
    }

    @Test("Where an answer is cut off behind what the client can be deleted with, it is deleted again")
    func cutRegistrations() async throws {
        let registrar = try await makeRegistrar()
        let end = try #require(String(decoding: Self.whole, as: UTF8.self).firstRange(of: "\"rat-2\""))
        let readable = String(decoding: Self.whole, as: UTF8.self)[..<end.upperBound].utf8.count
        for count in 0..<Self.whole.count {
            provider.answer(Array(Self.answer(about: Self.clientID(count)).prefix(count)))
            #expect(await refusalCode { try await register(registrar) } == "response_invalid")
            #expect(provider.deletions == (count >= readable ? ["Bearer rat-2"] : []))
        }
        let states = try await registrar.clients().map(\.state.name)
        #expect(states.filter { $0 == "failed" }.count == Self.whole.count - readable)
        #expect(states.filter { $0 == "in_doubt" }.count == readable)
    }

    @Test("A change with a damaged answer keeps the registration access token that the answer brought")
    func damagedUpdates() async throws {
        let registrar = try await makeRegistrar()
        provider.answer(Self.whole)
        let id = try await register(registrar).recordID
        var number = 0
        for body in Self.damaged(about: { _ in "c-1" }) {
            number += 1
            // Another token each time, as long as the old one.
            let text = "t" + String(10_000 + number).dropFirst(1)
            let fresh = Self.replacing("rat-2", with: text, in: body)
            provider.answer(fresh)
            _ = try? await registrar.update(id, ClientChanges(application: "Acme \(number)"))
            #expect(["active", "in_doubt"].contains(try await registrar.client(id).state.name))
            guard let readable = Readable(fresh), let token = readable.token,
                (readable.clientID ?? "c-1") == "c-1"
            else { continue }
            #expect(
                try await self.token(of: id, registrar) == Secret(token), "\(String(decoding: fresh, as: UTF8.self))")
        }
    }

    private static func replacing(_ old: String, with new: String, in body: [UInt8]) -> [UInt8] {
        guard let range = body.firstRange(of: Array(old.utf8)) else { return body }
        var body = body
        body.replaceSubrange(range, with: Array(new.utf8))
        return body
    }

    @Test(
        "A secret whose expiry is no time that can be meant is there to be shown",
        arguments: [
            ("1e400", 0), ("-1", 0), ("-9223372036854775808", 0), ("0.5", 0), ("null", 0), ("true", 0), ("[]", 0),
            ("99999999999999999999", 0), (#""soon""#, 0), (#""-5""#, 0), ("1e300", 0), (#""1969-01-01T00:00:00Z""#, 0),
            ("1900000000.9", 1_900_000_000), ("1.9e9", 1_900_000_000), (#""1900000000""#, 1_900_000_000),
            ("9223372036854775807", Int64.max),
        ])
    func expiries(text: String, expected: Int64) async throws {
        let registrar = try await makeRegistrar()
        let body = String(decoding: Self.whole, as: UTF8.self)
            .replacing("\"client_secret_expires_at\":0", with: "\"client_secret_expires_at\":\(text)")
        provider.answer(Array(body.utf8))
        let credential = try await register(registrar)
        #expect(credential.secretExpiresAt == expected)
        let isNoTime = expected == 0 && text != "0.5"
        #expect(credential.warnings.map(\.code) == (isNoTime ? ["secret_expiry_missing"] : []))
        #expect(try await registrar.revealSecret(credential.recordID).clientSecret == Secret("s3cr3t"))
    }

    @Test(
        "An identifier with control characters, or without end, is refused, and nothing is deleted in its name",
        arguments: [
            #"c\r\nX-Evil: y"#, #"c\u0000"#, #"c\u001b[2J"#, #"c\u2028d"#, String(repeating: "c", count: 5_000),
        ])
    func identifiers(id: String) async throws {
        let registrar = try await makeRegistrar()
        let body = String(decoding: Self.whole, as: UTF8.self)
            .replacing(#""client_id":"c-1""#, with: #""client_id":"\#(id)""#)
        provider.answer(Array(body.utf8))
        do {
            _ = try await register(registrar)
            Issue.record("a client was named \(id)")
        } catch {
            #expect(error.code == "response_invalid")
            #expect(Redactor.clean(error.description) == error.description)
        }
        #expect(provider.deletions.isEmpty)
        #expect(try await registrar.clients().map(\.state.name) == ["in_doubt"])
    }

    @Test("If the client of an unusable answer cannot be deleted at once, what deletes it stays on the books")
    func undeletable() async throws {
        let fixture = try RegistrarFixture()
        try await fixture.addProvider()
        fixture.provider.answer(202, RegistrarFixture.accepted)
        fixture.provider.answer(503)
        #expect(await refusalCode { try await fixture.register() } == "response_invalid")
        let record = try #require(try await fixture.record())
        #expect(record.state == .deleting)
        #expect(record.clientID == "c-1")
        fixture.provider.answer(204)
        let findings = try await fixture.registrar.reconcile()
        #expect(findings.map(\.outcome) == [.settled])
        #expect(fixture.provider.requests.last?.url == "https://idp.example/register/c-1")
        #expect(fixture.provider.requests.last?.headers.contains { $0.value == "Bearer rat-one" } == true)
        #expect(try await fixture.record()?.state == .deleted)
    }
}
