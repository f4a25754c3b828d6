extension KeyStore {
    /// How one issuer's keys stand.
    public struct Status: Sendable {
        /// The issuer's name in the catalogue.
        public let issuer: String
        /// The keys in use, and those of the same set that are not used.
        public let keySet: KeySet?
        /// Whether tokens of the issuer can be verified now.
        public let isUsable: Bool
        /// How long ago the last fetch that brought keys was finished; `nil` if none was.
        public let age: Duration?
        /// How long until the next scheduled fetch; `nil` while one is going on, and where keys are never fetched.
        public let timeToNextFetch: Duration?
        /// Whether a fetch is going on.
        public let isFetching: Bool
        /// How many fetches have failed since the last one that brought keys.
        public let consecutiveFailures: Int
        /// Why the last fetch failed, if it did.
        public let lastError: String?
    }
}
