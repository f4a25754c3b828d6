internal import Tollgate

/// A key set as one URL served it, kept for asking whether it has changed (RFC 9110 §13.1.2).
struct KeyDocument: Sendable {
    /// The keys.
    let keySet: KeySet
    /// The `ETag` that came with it, if there was one that can be sent back.
    let entityTag: String?
    /// The `max-age` that it came with, in seconds.
    let maximumAgeSeconds: Int64?

    init(keySet: KeySet, entityTag: String?, maximumAgeSeconds: Int64?) {
        self.keySet = keySet
        self.entityTag = entityTag.flatMap { Self.isEntityTag($0) ? $0 : nil }
        self.maximumAgeSeconds = maximumAgeSeconds
    }

    /// entity-tag of RFC 9110 §8.8.3, of no more than 256 bytes.
    private static func isEntityTag(_ text: String) -> Bool {
        let opaque = text.hasPrefix("W/") ? text.dropFirst(2) : text[...]
        guard text.utf8.count <= 256, opaque.utf8.count >= 2, opaque.first == "\"", opaque.last == "\"" else {
            return false
        }
        return opaque.dropFirst().dropLast().utf8.allSatisfy { $0 == 0x21 || (0x23...0x7E).contains($0) }
    }
}
