/// How far a reconciliation has come.
public struct ReconcileProgress: Hashable, Sendable {
    /// How many clients and requests have been looked at.
    public var done: Int
    /// How many there are to look at.
    public var total: Int

    /// Progress of this much.
    public init(done: Int, total: Int) {
        self.done = done
        self.total = total
    }
}
