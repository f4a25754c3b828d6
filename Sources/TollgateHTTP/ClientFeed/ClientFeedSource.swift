public import TollgateFeed

/// Where a gate hears of the registrar's clients.
///
/// The service asks one for a stream each time that it has to connect; tests have one of their own.
public protocol ClientFeedSource: Sendable {
    /// Connects, and hands each message to `body` until the stream ends.
    ///
    /// - Parameters:
    ///   - lastEventID: What to resume after; empty asks for a complete list.
    ///   - body: Takes a message and the `id` to resume after.
    /// - Throws: `ClientFeedError`, also where the registrar has ended the stream; what `body` throws.
    func follow(
        after lastEventID: String, _ body: (ClientFeedMessage, _ id: String) async throws(ClientFeedError) -> Void
    ) async throws(ClientFeedError)
}
