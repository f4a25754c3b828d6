import Testing

@testable import TollgateRegistrar

@Suite("A name that an answer quotes")
struct ShownNameTests {
    @Test(
        "It is shown without what does something to a terminal, and in any script",
        arguments: [
            ("name", "name"), ("名前", "名前"), ("a\u{1B}[31mb", "a[31mb"), ("a\u{9B}31mb", "a31mb"),
            ("a\u{202E}b", "ab"), ("a\nb\u{2028}c", "abc"),
            (String(repeating: "é", count: 101), String(repeating: "é", count: 100)),
        ])
    func shown(name: String, text: String) {
        #expect(PlainText.shown(name) == text)
    }
}
