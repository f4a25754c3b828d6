internal import HTTPTypes
internal import Hummingbird

/// Publishes the public keys as a JWK Set (RFC 7517 §5), newest first.
struct KeysEndpoint: Sendable {
    let realm: Realm

    func respond() throws -> Response {
        var keys = realm.publishedKeys.map(\.published)
        if let encryption = realm.encryptionKey { keys.append(encryption) }
        let seconds = max(realm.configuration.keysMaxAge.components.seconds, 0)
        return try .json(KeySet(keys: keys), headers: [.cacheControl: "public, max-age=\(seconds)"])
    }

    private struct KeySet: Encodable {
        let keys: [PublishedKey]
    }
}
