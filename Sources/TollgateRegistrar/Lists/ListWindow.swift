/// Which part of a list is wanted.
public struct ListWindow: Hashable, Sendable {
    /// How many items come before it.
    public var offset: Int
    /// How many items it has at most.
    public var limit: Int

    /// A window of at most `limit` items, after the first `offset`; what is negative counts as 0.
    public init(offset: Int, limit: Int) {
        self.offset = max(0, offset)
        self.limit = max(0, limit)
    }
}
