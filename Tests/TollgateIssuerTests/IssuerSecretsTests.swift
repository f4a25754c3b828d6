import Testing
import TollgateCrypto

@testable import TollgateIssuer

@Suite("What the issuer keeps to itself")
struct IssuerSecretsTests {
    private func shown(_ value: Any) -> [String] {
        var dumped = ""
        dump(value, to: &dumped)
        return ["\(value)", String(describing: value), String(reflecting: value), dumped]
    }

    @Test(
        "An initial access token that cannot be sent as a bearer token is refused, and not repeated",
        arguments: ["", " ", "two words", "line\nbreak", "tab\t", "ключ", "a\u{7F}"])
    func unusableTokens(token: String) {
        #expect(throws: IssuerError.invalidInitialAccessToken) {
            _ = try EmbeddedIssuer(configuration: TestIssuer.configuration { $0.initialAccessToken = token })
        }
        #expect(IssuerError.invalidInitialAccessToken.description.contains("visible ASCII without spaces"))
    }

    @Test("A token of visible ASCII is accepted, and so is none", arguments: ["a", "!~", "eyJ.x-y_z+/=", nil])
    func usableTokens(token: String?) throws {
        try TestIssuer.configuration { $0.initialAccessToken = token }.validate()
    }

    @Test("The initial access token shows itself in no description and no dump")
    func initialAccessTokenStaysHidden() {
        let configuration = TestIssuer.configuration { $0.initialAccessToken = "canary-4711" }
        for text in shown(configuration) + shown([configuration]) { #expect(!text.contains("canary")) }
        #expect("\(configuration)".contains("DCR"))
        #expect("\(IssuerConfiguration())".contains("open"))
    }

    @Test("A client shows neither its secret nor its registration access token")
    func clientStaysHidden() throws {
        let metadata = try RegistrationRequest.decode(Array(#"{"grant_types":["client_credentials"]}"#.utf8))
            .metadata(in: [])
        let client = RealmClient(metadata: metadata, issuedAt: 0)
        let secret = try #require(client.secret)
        for text in shown(client) + shown(["c": client]) {
            #expect(!text.contains(secret))
            #expect(!text.contains(client.registrationToken))
            #expect(text.contains(client.id))
        }
    }

    @Test("Neither an issuer nor its signing key shows a private key")
    func signingKeyStaysHidden() throws {
        let key = try SigningKey.generate(bits: 1024)
        for text in shown(key) + shown(KeyRing(first: key)) { #expect(!text.contains("PRIVATE KEY")) }
    }

    @Test("An issuer that has been made has its encryption key, the same as every other one of the process")
    func encryptionKeyIsReady() throws {
        let first = try EmbeddedIssuer(configuration: TestIssuer.configuration())
        let second = try EmbeddedIssuer(configuration: TestIssuer.configuration())
        let key = try #require(first.realm.encryptionKey)
        #expect(key.use == "enc")
        #expect(second.realm.encryptionKey?.kid == key.kid)
    }
}
