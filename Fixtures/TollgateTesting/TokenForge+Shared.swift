extension TokenForge {
    /// One key for all tests of a process, with the `kid` `key-1`: making a key of 2048 bits takes longer than most of
    /// them.
    public static let shared = Result { try TokenForge() }

    /// Another one, with the `kid` `key-2`.
    public static let other = Result { try TokenForge(keyID: "key-2") }
}
