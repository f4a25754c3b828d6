package import AsyncHTTPClient
internal import Foundation
internal import NIOCore
public import TollgateCatalogue
internal import TollgateConcurrency

/// The HTTP clients of a process: one for each way to connect, made when it is first needed.
///
/// ```swift
/// let clients = OutboundClients()
/// let client = clients.client(deadline: .seconds(2))
/// let answer = try await client.send(OutboundRequest(url: "https://idp.example/jwks"))
/// print(answer.status, answer.body.count)
/// try await clients.shutdown()
/// ```
///
/// It may be used from any number of tasks. ``shutdown()`` must be called before it is released, also after an error.
public final class OutboundClients: Sendable {
    private struct Key: Hashable {
        let tls: TLSSettings
        let proxy: ProxyAddress?
        let use: OutboundUse
    }

    private let clock: any Clock<Duration>
    private let proxies: ProxyVariables
    /// `nil` once they are shut down.
    private let clients = Lock<[Key: HTTPClient]?>([:])

    /// No clients yet.
    ///
    /// - Parameters:
    ///   - environment: The proxy variables, for connections that use them. Default: the environment of the process.
    ///   - clock: The clock that measures deadlines.
    public init(
        environment: [String: String]? = nil, clock: any Clock<Duration> = ContinuousClock()
    ) {
        proxies = ProxyVariables(environment ?? ProcessInfo.processInfo.environment)
        self.clock = clock
    }

    /// Makes a client that connects in this way.
    ///
    /// - Parameters:
    ///   - settings: The way. Default: with the trust of the system, https only but to this machine.
    ///   - deadline: The time that a whole exchange may take. Default: 5 s.
    ///   - maximumBodyBytes: The most bytes of body that are read. Default: 256 KiB.
    /// - Returns: The client; certificates are read, and proxies looked up, when it first makes a request.
    public func client(
        for settings: ConnectionSettings = ConnectionSettings(), deadline: Duration = .seconds(5),
        maximumBodyBytes: Int = 256 * 1024
    ) -> OutboundClient {
        OutboundClient(
            clients: self, settings: settings, deadline: deadline, maximumBodyBytes: maximumBodyBytes, clock: clock)
    }

    /// Finds or makes the client for a request.
    ///
    /// - Parameters:
    ///   - url: The URL of the request.
    ///   - settings: The way to connect.
    ///   - use: The use of the connection. Default: an answer that is read whole.
    /// - Returns: The client, new or used before.
    /// - Throws: ``OutboundError/invalidURL(_:)`` or ``OutboundError/insecureURL(_:)`` where no request may be made to
    ///   the URL, ``OutboundError/unusableSettings(reason:)`` where a certificate or a proxy variable cannot be used,
    ///   and after ``shutdown()``.
    package func httpClient(
        for url: String, _ settings: ConnectionSettings, use: OutboundUse = .answers
    ) throws(OutboundError) -> HTTPClient {
        guard let parts = URLParts(url) else { throw .invalidURL(url) }
        guard parts.scheme == "https" || parts.isLoopback || settings.allowsHTTP else { throw .insecureURL(url) }
        let key = Key(tls: settings.tls, proxy: settings.usesProxy ? try proxies.proxy(for: parts) : nil, use: use)
        if let known = clients.withLock({ $0?[key] }) { return known }
        let made = HTTPClient.guarded(try .init(tls: settings.tls, proxy: key.proxy, for: use))
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
    /// - Throws: The last error of AsyncHTTPClient, where a client cannot be shut down; the others are shut down all
    ///   the same.
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
