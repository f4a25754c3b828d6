import Tollgate

/// The header of a token: the input is its JSON, and stands before claims and a signature that are well formed.
enum HeaderTarget {
    private static let rest = ".e30." + String(repeating: "A", count: 342)

    static func run(_ input: [UInt8]) {
        let token = Array((ParserAdapters.encode(input) + rest).utf8)
        let expected: Rejection =
            (1...768).contains(input.count) ? HeaderModel.rejection(header: input) : .tokenMalformed
        must(FuzzGate.shared.rejection(of: token), equal: expected, "the header's verdict is that of a plain reading")
    }
}
