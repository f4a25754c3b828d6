internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import ServiceLifecycle
internal import TollgateRegistrar

/// `/api/client_feed`: tells gates of clients and what they are granted, as server-sent events.
///
/// The records are looked at four times a second, so that a change by any process that shares the database is told
/// within a second. Where there is nothing to say, a comment every 15 s shows that the connection lives.
struct ClientFeedRoutes: Sendable {
    private static let pause = Duration.milliseconds(250)
    private static let pausesPerComment = 60
    private static let lastEventID = HTTPField.Name("Last-Event-ID")

    let registrar: Registrar

    func add(to api: RouterGroup<AdminRequestContext>) {
        api.get("client_feed") { request, context in
            guard try context.requirePrincipal().mayFollowClients else {
                throw Problem(.forbidden, code: "gateway_only", detail: "only a gateway or an admin may follow clients")
            }
            let last = Self.lastEventID.flatMap { request.headers[$0] }
            let cursor = try await ClientFeedCursor(registrar, lastEventID: last)
            return Response(
                status: .ok, headers: [.contentType: "text/event-stream"],
                body: ResponseBody { writer in try await Self.write(cursor, to: &writer) })
        }
    }

    private static func write(_ start: ClientFeedCursor, to writer: inout any ResponseBodyWriter) async throws {
        var cursor = start
        var silence = 0
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            let text = try await cursor.poll()
            if !text.isEmpty || silence >= pausesPerComment {
                try await writer.write(ByteBuffer(string: text.isEmpty ? ":\n\n" : text))
                silence = 0
            }
            silence += 1
            try await Task.sleep(for: pause)
        }
        try await writer.finish(nil)
    }
}
