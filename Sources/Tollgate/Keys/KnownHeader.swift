/// A header that verified tokens have had, with what was read of it.
///
/// Tokens of one key have the same header: reading it once is enough. Only headers of tokens whose signature verified
/// are remembered, so that no stranger decides what is.
final class KnownHeader: Sendable {
    /// The header as it stands in the token, still encoded.
    let encoded: [UInt8]
    let header: TokenHeader
    /// The keys that tokens with this header may have been signed with.
    let candidates: [KeyTable.Candidate]
    /// The catalogue whose issuers accept its type.
    let rules: GateRules

    init(encoded: [UInt8], header: TokenHeader, candidates: [KeyTable.Candidate], rules: GateRules) {
        self.encoded = encoded
        self.header = header
        self.candidates = candidates
        self.rules = rules
    }
}
