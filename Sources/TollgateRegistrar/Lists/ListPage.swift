/// One part of a list, and how long the whole list is.
public struct ListPage<Item: Sendable>: Sendable {
    /// The items of the window.
    public var items: [Item]
    /// The number of items in all, inside the window and outside.
    public var total: Int

    /// A part of a list of `total` items.
    public init(items: [Item], total: Int) {
        self.items = items
        self.total = total
    }
}

extension ListPage: Equatable where Item: Equatable {}

/// A part of a list.
public struct ListWindow: Hashable, Sendable {
    /// The number of items before it.
    public var offset: Int
    /// The most items that it has.
    public var limit: Int

    /// A window of at most `limit` items, after the first `offset`; what is negative counts as 0.
    public init(offset: Int, limit: Int) {
        self.offset = max(0, offset)
        self.limit = max(0, limit)
    }
}
