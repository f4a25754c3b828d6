/// The metrics that `KeyRefreshService` keeps, by their names.
package enum KeyMetric: String, CaseIterable, Sendable {
    case fetches = "tollgate_key_fetches_total"
    case setAge = "tollgate_key_set_age_seconds"
    case usableFor = "tollgate_key_set_usable_seconds"
    case usableKeys = "tollgate_keys_usable"
    case skippedKeys = "tollgate_keys_skipped"
    case unknownKeyFetches = "tollgate_unknown_key_fetches_total"
    case waiters = "tollgate_key_waiters"
    case refusedWaits = "tollgate_key_waits_refused_total"
    case cacheHits = "tollgate_token_cache_hits_total"
    case cacheMisses = "tollgate_token_cache_misses_total"
    case cacheEvictions = "tollgate_token_cache_evictions_total"
    case cacheEntries = "tollgate_token_cache_entries"
    case cacheBytes = "tollgate_token_cache_bytes"

    /// The text about what it counts or measures.
    package var help: String {
        switch self {
        case .fetches: "Finished fetches of an issuer's keys, by result: success, or why they did not come."
        case .setAge: "Seconds since the last fetch that brought an issuer's keys."
        case .usableFor: "Seconds for which an issuer's keys may still be used if no fetch succeeds."
        case .usableKeys: "Keys of an issuer that verify tokens now."
        case .skippedKeys: "Keys in an issuer's set that are not used, by reason."
        case .unknownKeyFetches: "Fetches of an issuer's keys that tokens with an unknown kid, or none, have caused."
        case .waiters: "Requests that wait for keys now."
        case .refusedWaits: "Requests that were answered at once because too many waited for keys already."
        case .cacheHits: "Tokens that were found in the cache of verified tokens."
        case .cacheMisses: "Tokens that were not."
        case .cacheEvictions: "Tokens that had to make room in the cache for others."
        case .cacheEntries: "Tokens in the cache."
        case .cacheBytes: "Bytes that the cache is charged with."
        }
    }
}
