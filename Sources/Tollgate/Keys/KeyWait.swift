/// What a request waits for: the fetches of issuers' keys that were going on when it asked.
///
/// A generation counts finished fetches, so that one that ends between asking and waiting is not missed.
public struct KeyWait: Hashable, Sendable {
    /// One fetch that is going on.
    struct Fetch: Hashable, Sendable {
        /// The issuer whose keys are fetched.
        let issuer: IssuerSlot
        /// How many fetches of its keys had been finished.
        let generation: UInt64
    }

    /// The fetches, one for each issuer whose key it may be.
    var fetches: [Fetch]

    /// These fetches and those that were waited for before; of one issuer's the earlier one.
    func merged(with earlier: KeyWait?) -> KeyWait {
        guard let earlier else { return self }
        let known = Set(earlier.fetches.map(\.issuer))
        return KeyWait(fetches: earlier.fetches + fetches.filter { !known.contains($0.issuer) })
    }
}
