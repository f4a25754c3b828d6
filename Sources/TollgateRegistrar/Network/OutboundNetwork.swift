public import Logging
internal import TollgateCatalogue
internal import TollgateConcurrency
public import TollgateOutbound

/// A network that reaches each provider with its own trust, client certificate and proxy.
public final class OutboundNetwork: ProviderNetwork {
    private let clients: OutboundClients
    private let logger: Logger
    private let sources = Lock<[ConnectionSettings: DiscoveryCache]>([:])

    /// A network over the clients of the process.
    ///
    /// - Parameters:
    ///   - clients: The HTTP clients, which the caller shuts down.
    ///   - logger: The log, with a warning each time that a provider is reached whose certificate is not verified.
    public init(clients: OutboundClients, logger: Logger) {
        self.clients = clients
        self.logger = logger
    }

    /// Returns a client that connects as the provider's settings say.
    public func transport(for provider: Provider) -> any HTTPTransport {
        client(for: provider)
    }

    /// Returns the memory of the metadata of all providers that are reached in the same way.
    public func metadataSource(for provider: Provider) -> any MetadataSource {
        let client = client(for: provider)
        return sources.withLock { sources in
            if let known = sources[provider.settings.connection] { return known }
            let made = DiscoveryCache(client: client)
            sources[provider.settings.connection] = made
            return made
        }
    }

    private func client(for provider: Provider) -> OutboundClient {
        if provider.settings.connection.tls.skipsVerification {
            logger.warning(
                "the certificate of this provider is not verified: whoever is on the way can answer in its place",
                metadata: ["provider": "\(Redactor.clean(provider.name))"])
        }
        return clients.client(for: provider.settings.connection)
    }
}
