/// Base64url: the input is taken both for bytes and for a text.
enum Base64URLTarget {
    static func run(_ input: [UInt8]) {
        let text = Array(ParserAdapters.encode(input).utf8)
        must(ParserAdapters.decode(text), equal: input, "what was encoded is decoded to the same bytes")
        let bytes = ParserAdapters.decode(input)
        must(bytes, equal: PlainBase64URL.decode(input), "a text is decoded as in a plain reading")
        if let bytes {
            must(Array(ParserAdapters.encode(bytes).utf8), equal: input, "bytes have one text only")
        }
    }
}
