/// What a request waits for: the fetch of an issuer's keys that was going on when it asked.
///
/// The generation counts finished fetches, so that a fetch that ends between asking and waiting is not missed.
public struct KeyWait: Hashable, Sendable {
    /// The issuer's place in the catalogue.
    let issuer: Int
    /// How many fetches had been finished.
    let generation: UInt64
}
