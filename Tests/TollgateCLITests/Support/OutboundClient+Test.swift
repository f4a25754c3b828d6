import TollgateOutbound

extension OutboundClient {
    /// Runs `body` with a client that is shut down afterwards, also where `body` fails.
    static func with(_ body: (OutboundClient) async throws -> Void) async throws {
        let clients = OutboundClients(environment: [:])
        do {
            try await body(clients.client(deadline: .seconds(60), maximumBodyBytes: 32 * 1024 * 1024))
        } catch {
            try await clients.shutdown()
            throw error
        }
        try await clients.shutdown()
    }
}
