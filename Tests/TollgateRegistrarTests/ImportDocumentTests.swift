import Testing
import TollgateRegistrar

@Suite("An item as JSON")
struct ImportDocumentTests {
    private func redirectURIs(_ value: JSONValue) throws -> [String] {
        try ClientImportItem(members: [
            "key": .string("k"), "application": .string("A"), "owner": .string("ann"), "product": .string("payments"),
            "plan": .string("free"), "redirect_uris": value,
        ]).redirectURIs
    }

    @Test(
        "Redirect URIs in one text are divided as the API divides them: a comma may belong to a URI",
        arguments: [
            ("https://a.example/cb?x=1,2", ["https://a.example/cb?x=1,2"]),
            ("https://a.example/?x=1,2, https://b.example/", ["https://a.example/?x=1,2", "https://b.example/"]),
            ("https://a.example/,com.example.app:/cb", ["https://a.example/", "com.example.app:/cb"]),
            ("https://a.example/a b", ["https://a.example/a b"]), ("", []), (" , ", []),
        ])
    func divided(text: String, expected: [String]) async throws {
        #expect(try redirectURIs(.string(text)) == expected)
        #expect(RedirectURIRules.split(text) == expected)
    }

    @Test("A list of them is taken as it is")
    func list() throws {
        #expect(try redirectURIs(.strings(["https://a.example/?x=1,2"])) == ["https://a.example/?x=1,2"])
    }
}
