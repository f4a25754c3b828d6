import Testing
import TollgateCatalogue

@Suite("Names from outside")
struct ExactNameTests {
    private let composed = "jos\u{E9}"
    private let decomposed = "jose\u{301}"

    @Test("Two spellings that are canonically equivalent are two names")
    func twoNames() {
        #expect(composed == decomposed)
        #expect(composed.exact != decomposed.exact)
        #expect(composed.exact == "jos\u{E9}".exact)
        #expect(Set([composed.exact, decomposed.exact]).count == 2)
        #expect([composed].containsExactly(composed))
        #expect(![composed].containsExactly(decomposed))
        #expect(!["K"].containsExactly("\u{212A}"))
        #expect([composed: 1].value(exactly: composed) == 1)
        #expect([composed: 1].value(exactly: decomposed) == nil)
        #expect([composed: 1].value(exactly: "x") == nil)
    }

    @Test("A catalogue that has two of them for one kind of thing is refused: people could not tell them apart")
    func catalogue() {
        func api(_ name: String, _ path: String) -> API {
            API(name: name, listenPath: path, upstream: "http://127.0.0.1:1/", issuers: [])
        }
        let catalogue = Catalogue(
            issuers: [], policies: [], products: [], plans: [], scopes: [],
            apis: [api(composed, "/a/"), api(decomposed, "/b/")])
        #expect(
            catalogue.problems().contains {
                $0.path == ["apis", decomposed] && $0.message.contains("two of this name")
            })
    }
}
