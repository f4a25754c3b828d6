import TollgateTesting

/// One key for all suites: making a key of 2048 bits takes longer than everything else here.
enum Forge {
    static let shared = Result { try TokenForge() }
    static let other = Result { try TokenForge(keyID: "key-2") }
}
