internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import ServiceLifecycle
internal import TollgateClientFeed
internal import TollgateRegistrar

/// `/api/client_feed`: tells gates of clients and what they are granted, as server-sent events.
///
/// A comment at the beginning, and every 15 s where there is nothing to say, shows that the connection lives. It ends
/// when the gate's token is deleted, before anything more is told.
struct ClientFeedRoutes: Sendable {
    private static let lastEventID = HTTPField.Name("Last-Event-ID")
    private static let comment = ByteBuffer(string: ":\n\n")

    private let registrar: Registrar
    private let store: any AdministrationStore
    private let hub: ClientFeedHub

    init(registrar: Registrar, store: any AdministrationStore, hub: ClientFeedHub = ClientFeedHub()) {
        self.registrar = registrar
        self.store = store
        self.hub = hub
    }

    func add(to api: RouterGroup<RegistrarAPIContext>) {
        api.get("client_feed") { request, context in
            let principal = try context.requirePrincipal()
            guard principal.mayFollowClients else {
                throw Problem(.forbidden, code: "gateway_only", detail: "only a gateway or an admin may follow clients")
            }
            let last = Self.lastEventID.flatMap { request.headers[$0] }
            let cursor = try await RegistrarFeedCursor(RegistrarLedger(registrar), lastEventID: last)
            return Response(
                status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
                body: ResponseBody { writer in try await write(cursor, for: principal, to: &writer) })
        }
    }

    /// Writes what a gate is to be told, as long as it follows.
    func write(
        _ start: RegistrarFeedCursor, for principal: Principal, to writer: inout any ResponseBodyWriter
    ) async throws {
        var cursor = start
        // First, so that no change falls between what is read here and the first batch.
        let batches = await hub.follow()
        try await writer.write(Self.comment)
        try await Self.catchUp(&cursor, to: &writer)
        if cursor.hasCaughtUp { await hub.hasCaughtUp(cursor) }
        for await batch in batches.cancelOnGracefulShutdown() {
            guard try await store.token(digest: principal.tokenDigest) != nil else { break }
            guard let text = cursor.take(batch) else {
                try await Self.catchUp(&cursor, to: &writer)
                if cursor.hasCaughtUp { await hub.hasCaughtUp(cursor) }
                continue
            }
            if !text.isEmpty {
                try await writer.write(ByteBuffer(string: text))
            } else if batch.start == batch.end {
                try await writer.write(Self.comment)
            }
        }
        try await writer.finish(nil)
    }

    /// Writes what there is, a part at a time: a gate that is slow keeps no more than that in memory.
    private static func catchUp(_ cursor: inout RegistrarFeedCursor, to writer: inout any ResponseBodyWriter)
        async throws
    {
        repeat {
            let text = try await cursor.next()
            // Where much is looked at that needs not be told, the connection is seen to live.
            if !text.isEmpty || !cursor.hasCaughtUp {
                try await writer.write(text.isEmpty ? comment : ByteBuffer(string: text))
            }
        } while !cursor.hasCaughtUp && !Task.isCancelled && !Task.isShuttingDownGracefully
    }
}
