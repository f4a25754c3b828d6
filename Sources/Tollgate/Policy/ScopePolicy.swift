/// A policy that a scope brings.
struct ScopePolicy: Sendable {
    let policy: CompiledPolicy
    /// The APIs for which its limits count; `nil` means all.
    ///
    /// Access is never restricted by this.
    let limitsOnlyFor: Set<Int>?
}
