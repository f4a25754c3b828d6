/// The key that signs, and the ones before it whose tokens may still be valid.
struct KeyRing: Sendable {
    private(set) var current: SigningKey
    private var previous: [SigningKey] = []

    init(first: SigningKey) {
        current = first
    }

    /// Newest first.
    var published: [SigningKey] { [current] + previous }

    mutating func rotate(to key: SigningKey, retaining count: Int) {
        previous = Array(published.prefix(max(count, 0)))
        current = key
    }
}
