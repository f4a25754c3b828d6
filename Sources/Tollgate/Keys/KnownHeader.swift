internal import TollgateCrypto

/// A header that verified tokens have had, with what was read of it.
///
/// Tokens of one key have the same header: reading it once is enough. Only headers of tokens that an admitted issuer's
/// key has verified are remembered, so that no stranger decides what is.
final class KnownHeader: Sendable {
    /// The header as it stands in the token, still encoded.
    let encoded: [UInt8]
    let header: TokenHeader
    /// The issuers whose types and keys it was read with.
    let issuers: IssuerSet
    /// The one key that any token with this header can only have been signed with.
    struct OnlyKey: Sendable {
        /// The key alone.
        let candidates: [RS256Key]
        /// An issuer that has it.
        let owner: IssuerSlot
    }

    /// That key; `nil` where there are several, so that each token has to be asked which is tried first.
    let onlyKey: OnlyKey?

    /// A header, and what verified a token with it.
    ///
    /// - Parameters:
    ///   - encoded: The header as it stands in the token.
    ///   - header: The header as it was read.
    ///   - issuers: The issuers whose types and keys it was read with.
    ///   - candidates: The keys that the token was tried with.
    ///   - owner: The issuer whose token it is: it has the key that fitted.
    init(encoded: [UInt8], header: TokenHeader, issuers: IssuerSet, candidates: [RS256Key], owner: IssuerSlot) {
        self.encoded = encoded
        self.header = header
        self.issuers = issuers
        onlyKey = candidates.count == 1 ? OnlyKey(candidates: candidates, owner: owner) : nil
    }
}
