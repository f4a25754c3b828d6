internal import AsyncHTTPClient
internal import Foundation
public import TollgateCatalogue
internal import TollgateConcurrency

/// The HTTP clients of a process: one for each way to connect, made when it is first needed.
///
/// Whoever makes it must shut it down.
public final class OutboundClients: Sendable {
    private struct Key: Hashable {
        let tls: TLSSettings
        let proxy: ProxyAddress?
    }

    private let clock: any Clock<Duration>
    private let proxies: ProxyVariables
    /// `nil` once they are shut down.
    private let clients = Lock<[Key: HTTPClient]?>([:])

    /// No clients yet.
    ///
    /// - Parameters:
    ///   - environment: Where proxy variables are looked up, for connections that use them. Default: that of the process.
    ///   - clock: The clock that measures deadlines.
    public init(
        environment: [String: String]? = nil, clock: any Clock<Duration> = ContinuousClock()
    ) {
        proxies = ProxyVariables(environment ?? ProcessInfo.processInfo.environment)
        self.clock = clock
    }

    /// A client that connects in this way.
    ///
    /// - Parameter settings: The way.
    /// - Returns: The client; certificates are read, and proxies looked up, when it first makes a request.
    public func client(for settings: ConnectionSettings) -> OutboundClient {
        OutboundClient(clients: self, settings: settings, clock: clock)
    }

    /// The client for a request.
    ///
    /// - Parameters:
    ///   - url: Where the request goes.
    ///   - settings: How to connect.
    /// - Returns: The client, made anew or used before.
    /// - Throws: `OutboundError.unusableSettings` where a certificate or a proxy variable cannot be used.
    func httpClient(for url: URLParts, _ settings: ConnectionSettings) throws(OutboundError) -> HTTPClient {
        let key = Key(tls: settings.tls, proxy: settings.usesProxy ? try proxies.proxy(for: url) : nil)
        if let known = clients.withLock({ $0?[key] }) { return known }
        let made = try OutboundClient.makeHTTPClient(tls: settings.tls, proxy: key.proxy)
        let used = clients.withLock { clients -> HTTPClient? in
            guard clients != nil else { return nil }
            // Somebody else may have made one meanwhile.
            if let known = clients?[key] { return known }
            clients?[key] = made
            return made
        }
        // It has no connection yet, so there is nothing to wait for.
        if used !== made { made.shutdown { _ in } }
        guard let used else { throw .unusableSettings(reason: "the process no longer makes requests") }
        return used
    }

    /// Closes all connections.
    ///
    /// - Throws: What a client throws that cannot be shut down; the others are all the same.
    public func shutdown() async throws {
        let all = clients.withLock { clients in
            defer { clients = nil }
            return Array((clients ?? [:]).values)
        }
        var failure: (any Error)?
        for client in all {
            do { try await client.shutdown() } catch { failure = error }
        }
        if let failure { throw failure }
    }
}
