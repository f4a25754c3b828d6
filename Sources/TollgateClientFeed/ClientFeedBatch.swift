/// The changes between two positions of the feed, read once for all gates that follow it.
package struct ClientFeedBatch<Terms: Hashable & Sendable>: Sendable {
    /// The position at which it begins.
    package var start: ClientFeedPosition
    /// The position at which it ends; the same as the first if nothing has changed, and only the connection is kept
    /// alive.
    package var end: ClientFeedPosition
    /// The meaning of products and plans at its end.
    package var terms: Terms
    /// The events; `nil` where there are so many that each gate reads them at its own pace.
    package var text: String?

    /// A batch with these parts.
    package init(start: ClientFeedPosition, end: ClientFeedPosition, terms: Terms, text: String?) {
        self.start = start
        self.end = end
        self.terms = terms
        self.text = text
    }
}
