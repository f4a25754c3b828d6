import Testing
import Tollgate

/// One hostile text, or the good one that is nearest to it, and what must come of it.
struct Attempt: CustomTestStringConvertible, Sendable {
    let text: String
    /// The rejection, or `nil` where the text is good and must be accepted.
    let expected: Rejection?
    private let name: String

    init(_ text: String, _ expected: Rejection?, _ name: String? = nil) {
        self.text = text
        self.expected = expected
        self.name = name ?? text
    }

    var testDescription: String {
        // A long text or a control character would spoil the list of tests.
        let shown = name.unicodeScalars.prefix(80).map {
            $0.isASCII && $0.value >= 0x20 ? String($0) : $0.debugDescription
        }
        return shown.joined() + " → " + (expected?.code ?? "admitted")
    }

    /// Several texts that must all come to the same end.
    static func all(_ expected: Rejection?, _ texts: [String]) -> [Attempt] {
        texts.map { Attempt($0, expected) }
    }
}
