/// What was signed, and the signature, as bytes.
struct SignedText: Sendable {
    let input: [UInt8]
    let signature: [UInt8]
}
