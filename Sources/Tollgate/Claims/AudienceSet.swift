internal import TollgateEncoding

/// Audiences of which a token must have one.
struct AudienceSet: Sendable {
    /// A bit for each of them, from ``AudienceNames``.
    let bits: UInt64
    /// Their texts, where bits are shared and a match of bits is not enough.
    let texts: [[UInt8]]?

    /// Whether one of the token's audiences is in the set.
    func admits(_ claims: Claims) -> Bool {
        guard claims.audienceBits & bits != 0 else { return false }
        guard let texts else { return true }
        var cursor = claims.audiences
        while let part = cursor.next(in: claims.texts) {
            for text in texts where text.isEqual(to: claims.texts.span, part) { return true }
        }
        return false
    }
}
