import Tollgate
import TollgateCatalogue
import TollgateCrypto

/// The state of one issuer's keys, as `tollgate keys --json` and the admin server's `/keys` tell it.
///
/// The names of the members are kept from version to version. A member without a value is left out.
struct IssuerKeys: Codable, Hashable, Sendable {
    /// A key that verifies tokens.
    struct UsableKey: Codable, Hashable, Sendable {
        /// The `kid`, if the key has one.
        let kid: String?
        /// The size of the modulus.
        let bits: Int
        /// The public exponent.
        let exponent: UInt64
    }

    /// A key of the same set that is not used.
    struct UnusedKey: Codable, Hashable, Sendable {
        /// The `kid`, if the key has one.
        let kid: String?
        /// The reason why it is not used: the stable name of a `SkippedKey.Reason`.
        let reason: String
        /// The same in words.
        let explanation: String
    }

    /// The issuer's name in the configuration.
    let name: String
    /// The `iss` of its tokens.
    let issuer: String
    /// The source of its keys.
    let source: KeySource
    /// Whether its tokens can be verified now.
    let usable: Bool
    /// The time since the last fetch that brought keys was finished.
    let ageSeconds: Int64?
    /// The time for which the keys may still be used if no other fetch brings any.
    let usableForSeconds: Int64?
    /// The time until the next scheduled fetch.
    let nextRefreshSeconds: Int64?
    /// Whether a fetch is going on.
    let fetching: Bool
    /// The number of fetches that have failed since the last one that brought keys.
    let failures: Int
    /// The reason why the last fetch failed, if it did.
    let lastError: String?
    /// The keys that verify its tokens.
    let keys: [UsableKey]
    /// The keys of the set that do not.
    let skipped: [UnusedKey]

    private enum CodingKeys: String, CodingKey {
        case name, issuer, source, usable, fetching, failures, keys, skipped
        case ageSeconds = "age_seconds"
        case usableForSeconds = "usable_for_seconds"
        case nextRefreshSeconds = "next_refresh_seconds"
        case lastError = "last_error"
    }

    init(_ issuer: Issuer, _ status: KeyStore.Status) {
        name = issuer.name
        self.issuer = issuer.issuer
        source = KeySource(issuer, fetchedFrom: status.places)
        usable = status.isUsable
        ageSeconds = status.age?.components.seconds
        usableForSeconds = status.usableFor?.components.seconds
        nextRefreshSeconds = status.timeToNextFetch?.components.seconds
        fetching = status.isFetching
        failures = status.consecutiveFailures
        lastError = status.lastError
        keys = (status.keySet?.entries ?? []).map {
            UsableKey(kid: $0.keyID, bits: $0.key.modulusBits, exponent: $0.key.exponent)
        }
        skipped = (status.keySet?.skipped ?? []).map {
            UnusedKey(kid: $0.keyID, reason: $0.reason.rawValue, explanation: $0.reason.explanation)
        }
    }
}
