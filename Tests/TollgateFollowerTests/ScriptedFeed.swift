import Testing
import TollgateClientFeed
import TollgateFollower

/// A registrar's feed whose every connection a test decides.
actor ScriptedFeed: ClientFeedSource {
    struct Step: Sendable {
        var message: ClientFeedMessage
        var id: String
    }

    /// What a connection brings, and how it ends; `nil` stays open until it is cancelled.
    struct Connection: Sendable {
        var steps: [Step]
        var end: ClientFeedError?
        var isRefused: Bool {
            if case .refused = end { true } else { false }
        }
    }

    private var script: [Connection]
    /// What each connection was to resume after.
    private(set) var resumedAfter: [String] = []

    init(_ script: [Connection]) {
        self.script = script
    }

    private func next(after id: String) -> Connection? {
        resumedAfter.append(id)
        return script.isEmpty ? nil : script.removeFirst()
    }

    nonisolated func follow(
        after lastEventID: String, _ body: (ClientFeedEvent) async throws(ClientFeedError) -> Void
    ) async throws(ClientFeedError) {
        let connection = await next(after: lastEventID)
        if connection?.isRefused != true { try await body(.opened) }
        for step in connection?.steps ?? [] { try await body(.message(step.message, id: step.id)) }
        if let end = connection?.end { throw end }
        let (stream, continuation) = AsyncStream.makeStream(of: Never.self)
        for await _ in stream {}
        withExtendedLifetime(continuation) {}
        throw .ended
    }
}
