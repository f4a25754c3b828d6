internal import TollgateCrypto

/// The identifiers that a registrar gives to records and operations: 32 lower-case hexadecimal digits, at random.
enum Identifier {
    private static let byteCount = 16

    /// Makes an identifier.
    static func make() -> String {
        RandomBytes.hexadecimal(count: byteCount)
    }

    /// Says whether `text` is one that `make()` might have made, here or in another registrar.
    static func isIdentifier(_ text: String) -> Bool {
        text.utf8.count == 2 * byteCount
            && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }
}
