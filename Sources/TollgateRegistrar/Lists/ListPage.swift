/// One part of a list, and how long the whole list is.
public struct ListPage<Item: Sendable>: Sendable {
    /// The items of the window.
    public var items: [Item]
    /// How many items there are in all, inside the window and outside.
    public var total: Int

    /// A part of a list of `total` items.
    public init(items: [Item], total: Int) {
        self.items = items
        self.total = total
    }
}

extension ListPage: Equatable where Item: Equatable {}
