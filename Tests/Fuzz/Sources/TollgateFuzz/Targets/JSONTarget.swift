/// The JSON reader below all the others: the input is any text.
enum JSONTarget {
    static func run(_ input: [UInt8]) {
        let plain = PlainJSON(input)
        must(ParserAdapters.isJSON(input), equal: plain != nil, "the reader takes what a plain reading takes")
        if let text = plain?.text, let found = ParserAdapters.string(input) {
            must(found, equal: text, "a string is unescaped as in a plain reading")
        }
        if case .number(let text) = plain, input.first != 0x20 {
            let expected = PlainNumber(text)
            let found = ParserAdapters.number(input)
            must(found?.whole, equal: expected?.whole, "a number is floored as in a plain reading")
            must(found?.hasRest, equal: expected?.hasRest, "a number's rest is seen as in a plain reading")
        }
    }
}
