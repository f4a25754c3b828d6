/// A Tyk policy as it counts on some of the APIs.
///
/// In Tyk each API says what a scope brings on it; in a catalogue a scope brings the same everywhere. So a policy that
/// a scope brings on some APIs only is restricted to those.
struct PolicyVariant: Hashable {
    let policyID: String
    /// The APIs on which it counts, by their ids.
    let apiIDs: Set<String>
}
