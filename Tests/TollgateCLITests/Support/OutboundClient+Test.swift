import AsyncHTTPClient
import TollgateHTTP

extension OutboundClient {
    /// Runs `body` with a client that is shut down afterwards, also where `body` fails.
    static func with(_ body: (OutboundClient) async throws -> Void) async throws {
        let http = makeHTTPClient()
        do {
            try await body(OutboundClient(client: http, deadline: .seconds(60), maximumBodyBytes: 32 * 1024 * 1024))
        } catch {
            try await http.shutdown()
            throw error
        }
        try await http.shutdown()
    }
}
