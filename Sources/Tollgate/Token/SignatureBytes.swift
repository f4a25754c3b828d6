internal import TollgateCrypto
internal import TollgateEncoding

/// A decoded signature, kept where no memory has to be asked for.
struct SignatureBytes: ~Copyable {
    /// The longest signature of an accepted key, and room for the decoder to write whole words.
    private var bytes = InlineArray<520, UInt8>(repeating: 0)
    private var count = 0

    init() {}

    /// Decodes the third part of a token.
    ///
    /// A text that is longer than any signature counts as none; its characters are checked nevertheless.
    ///
    /// - Parameter text: The part.
    /// - Returns: Whether it is canonical base64url.
    mutating func decode(_ text: Span<UInt8>) -> Bool {
        if let count = Base64URL.decode(text, into: &bytes) {
            self.count = count
            return true
        }
        count = 0
        return text.count > Self.maximumCharacters && Base64URL.decode(text) != nil
    }

    /// The characters that 512 bytes, a key of 4096 bits, have in base64url.
    private static let maximumCharacters = 683

    /// Whether it is a key's signature over a message.
    func isValid(over message: Span<UInt8>, _ key: RS256Key) -> Bool {
        key.isValidSignature(bytes.span.extracting(0..<count), over: message)
    }
}
