/// The reason for which a name has no addresses.
struct NameFault: Error, Hashable {
    /// One sentence for people; nothing of it came from outside but the system's own words.
    let words: String

    /// The system knows the name, and no address of it.
    static var noAddress: NameFault { NameFault(words: "the name has no address") }
}
