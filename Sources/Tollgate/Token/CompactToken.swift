/// The three parts of a JWS in compact serialization (RFC 7515 §7.1), not decoded yet.
struct CompactToken {
    /// The longest accepted header part, in characters.
    static let maximumHeaderCharacters = 1024

    /// The places of the header, the payload and the signature in the token.
    let header: Range<Int>
    let payload: Range<Int>
    let signature: Range<Int>

    /// What is signed: header, dot and payload as they stand (RFC 7515 §5.2 step 8).
    var signingInput: Range<Int> { header.lowerBound..<payload.upperBound }

    /// Finds the parts: exactly two dots, no empty part, and nothing but the base64url alphabet beside them.
    init(_ token: Span<UInt8>, maximumBytes: Int) throws(Rejection) {
        guard token.count <= maximumBytes else { throw .tokenMalformed }
        let first = Base64URL.firstOutsideAlphabet(token, from: 0)
        guard first < token.count, token[first] == UInt8(ascii: ".") else { throw .tokenMalformed }
        let second = Base64URL.firstOutsideAlphabet(token, from: first + 1)
        guard second < token.count, token[second] == UInt8(ascii: "."),
            Base64URL.firstOutsideAlphabet(token, from: second + 1) == token.count
        else { throw .tokenMalformed }
        guard first > 0, second > first + 1, second < token.count - 1, first <= Self.maximumHeaderCharacters else {
            throw .tokenMalformed
        }
        header = 0..<first
        payload = (first + 1)..<second
        signature = (second + 1)..<token.count
        // What is no base64url must not cause a fetch of keys either.
        for part in [header, payload, signature] where !Base64URL.hasCanonicalEnd(token, part) {
            throw .tokenMalformed
        }
    }
}
