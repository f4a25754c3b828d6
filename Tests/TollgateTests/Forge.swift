import TollgateTesting

/// The keys that all suites share.
enum Forge {
    static let shared = TokenForge.shared
    static let other = TokenForge.other
}
