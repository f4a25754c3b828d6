public import TollgateHTTP

/// Sends one HTTP request and reads the whole answer: the seam where tests put a provider of their own.
public protocol HTTPTransport: Sendable {
    /// Sends `request`, follows no redirect, and answers whatever the status is.
    func send(_ request: OutboundRequest) async throws(OutboundError) -> OutboundResponse
}

extension OutboundClient: HTTPTransport {}
