/// Where a gate hears of the registrar's clients.
///
/// The service asks one for a stream each time that it has to connect; tests have one of their own.
public protocol ClientFeedSource: Sendable {
    /// Connects, and hands what comes to `body` until the stream ends.
    ///
    /// - Parameters:
    ///   - lastEventID: What to resume after; empty asks for a complete list.
    ///   - body: Takes what comes.
    /// - Throws: `ClientFeedError`, also where the registrar has ended the stream; what `body` throws.
    func follow(
        after lastEventID: String, _ body: (ClientFeedEvent) async throws(ClientFeedError) -> Void
    ) async throws(ClientFeedError)
}
