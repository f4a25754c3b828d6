/// A token for both readers, and how it came about.
struct Mutant: Sendable {
    let bytes: [UInt8]
    /// What was signed last.
    let signed: SignedText
    /// What was done to it, in order.
    let steps: [String]
}
