package import TollgateClientFeed

/// A source of news about the registrar's clients.
///
/// The service asks one for a stream each time that it has to connect; tests have one of their own.
package protocol ClientFeedSource: Sendable {
    /// Connects, and hands each event to `body` until the stream ends.
    ///
    /// - Parameters:
    ///   - lastEventID: The `id` to resume after; empty asks for a complete list.
    ///   - body: Takes the events.
    /// - Throws: ``ClientFeedError/ended`` where the registrar has ended the stream; any other ``ClientFeedError`` of
    ///   the connection or of an event; what `body` throws.
    func follow(
        after lastEventID: String, _ body: (ClientFeedEvent) async throws(ClientFeedError) -> Void
    ) async throws(ClientFeedError)
}
