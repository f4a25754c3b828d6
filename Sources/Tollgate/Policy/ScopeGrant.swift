/// A policy that a scope brings.
struct ScopeGrant: Sendable {
    let policy: GatePolicy
    /// The APIs for which its limits count; `nil` means all.
    ///
    /// Access is never restricted by this.
    let limitsOnlyFor: Set<Int>?
}
