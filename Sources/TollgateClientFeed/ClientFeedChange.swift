/// A client that has changed, as it is now.
package struct ClientFeedChange<Terms: Hashable & Sendable>: Sendable {
    /// Its last change.
    package var point: ClientFeedPosition.Point
    /// The entry for gates; `nil` as long as no client is known to exist.
    package var entry: @Sendable (_ terms: Terms) -> ClientFeedEntry?

    /// A change with these parts.
    package init(point: ClientFeedPosition.Point, entry: @escaping @Sendable (_ terms: Terms) -> ClientFeedEntry?) {
        self.point = point
        self.entry = entry
    }
}
