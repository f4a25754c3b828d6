import Testing
import TollgateCatalogue

@testable import TollgateRegistrar

@Suite("Client metadata (RFC 7591 §2)")
struct ClientMetadataTests {
    private func metadata(_ additional: [String: JSONValue]) -> ClientMetadata {
        ClientMetadata(clientName: "Acme", grantTypes: [.clientCredentials], additional: additional)
    }

    @Test("The RFC's other members, names in several languages and extensions of providers pass as they are")
    func passThrough() {
        let members: [String: JSONValue] = [
            "contacts": .strings(["ve7jtb@example.org"]), "logo_uri": .string("https://client.example.org/logo.png"),
            "client_uri": .string("https://client.example.org"), "tos_uri": .string("https://client.example.org/tos#a"),
            "policy_uri": .string("https://client.example.org/p"), "policy_uri#fr": .string("https://c.example/fr"),
            "client_name#ja-Jpan-JP": .string("クライアント名"), "software_statement": .string("a.b.c"),
            "jwks": .object(["keys": .array([.object(["kty": .string("RSA"), "n": .string("x")])])]),
            "x_tier": .integer(3),
        ]
        let metadata = metadata(members)
        #expect(metadata.defect == nil)
        for (name, value) in members { #expect(metadata.members[name] == value) }
    }

    @Test(
        "A member that no provider could take is refused by its name",
        arguments: [
            ("logo_uri", JSONValue.string("logo.png")), ("client_uri", .string("javascript:alert(1)")),
            ("tos_uri#en", .integer(1)), ("jwks_uri", .string("http://app.example/jwks")),
            ("contacts", .string("a@b.example")), ("contacts", .array([.integer(1)])), ("jwks", .object([:])),
            ("jwks", .object(["keys": .array([.object(["d": .string("x")])])])),
            ("software_statement", .string("not a JWT")), ("client_name#", .string("x")),
            ("client_name#a b", .string("x")),
        ])
    func refused(name: String, value: JSONValue) throws {
        let defect = try #require(metadata([name: value]).defect)
        #expect(defect.contains(name))
    }

    @Test("On the wire application_type is web or native, whatever an operator called it")
    func wireApplicationType() {
        func wire(_ word: RegisteredApplicationType?, _ driver: ProviderDriver = .other) -> JSONValue? {
            driver.adapted(
                ClientMetadata(clientName: "a", grantTypes: [.authorizationCode], applicationType: word)
            ).members["application_type"]
        }
        #expect(wire(.native) == .string("native"))
        #expect(wire(.browser) == .string("web"))
        #expect(wire(.service) == nil)
        #expect(wire(nil) == nil)
        #expect(wire(.browser, .keycloak) == .string("web"))
    }
}
