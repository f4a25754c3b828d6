public import TollgateOutbound

/// A transport that sends one HTTP request and reads the whole answer: the seam where tests put a provider of their
/// own.
public protocol HTTPTransport: Sendable {
    /// Sends `request`, follows no redirect, and answers whatever the status is.
    ///
    /// - Throws: `OutboundError.invalidURL`, `.insecureURL`, `.unusableSettings` or `.notConnected` if nothing was
    ///   sent; `.unreachable`, `.timedOut`, `.responseTooLarge` or `.unusableAnswer` if the request may have had an
    ///   effect.
    func send(_ request: OutboundRequest) async throws(OutboundError) -> OutboundResponse
}

extension OutboundClient: HTTPTransport {}
