/// The fetches of issuers' keys that were going on when a request asked, one of which it waits for.
///
/// A generation counts finished fetches, so that one that ends between asking and waiting is not missed.
public struct KeyWait: Hashable, Sendable {
    /// One fetch that is going on.
    struct Fetch: Hashable, Sendable {
        /// The issuer whose keys are fetched.
        let issuer: IssuerSlot
        /// The number of fetches of its keys that had been finished.
        let generation: UInt64
    }

    /// The fetches, one for each issuer whose key it may be.
    var fetches: [Fetch]
    /// The length of the token whose key is waited for.
    var tokenBytes = 0

    /// These fetches and those that were waited for before; of one issuer's the earlier one.
    func merged(with earlier: KeyWait?) -> KeyWait {
        guard let earlier else { return self }
        let known = Set(earlier.fetches.map(\.issuer))
        return KeyWait(fetches: earlier.fetches + fetches.filter { !known.contains($0.issuer) }, tokenBytes: tokenBytes)
    }
}
