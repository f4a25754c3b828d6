// Swift's `String` calls two canonically equivalent spellings equal: `jos\u{E9}` and `jose\u{301}` are one key of a
// dictionary. Where a name from outside decides what belongs to whom, that would be a way in, so such names are
// compared here byte for byte. (The gate's hot path has `ExactString` for the same.)

extension StringProtocol {
    /// The UTF-8 bytes: what to compare a name by, and what to put into a set or a dictionary in its place.
    package var exact: [UInt8] { Array(utf8) }
}

extension Sequence where Element == String {
    /// Whether one of them has exactly the bytes of `name`.
    package func containsExactly(_ name: String) -> Bool { contains { $0.utf8.elementsEqual(name.utf8) } }
}

extension Dictionary where Key == String {
    /// The value of the key that has exactly the bytes of `name`.
    package func value(exactly name: String) -> Value? {
        guard let place = index(forKey: name), self[place].key.utf8.elementsEqual(name.utf8) else { return nil }
        return self[place].value
    }
}
