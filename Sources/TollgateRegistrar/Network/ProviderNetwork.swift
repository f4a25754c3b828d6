public import TollgateOutbound

/// A network that reaches each provider in the way that its settings say.
public protocol ProviderNetwork: Sendable {
    /// Returns the way to a provider's registration and token endpoints.
    func transport(for provider: Provider) -> any HTTPTransport

    /// Returns the source of a provider's metadata.
    func metadataSource(for provider: Provider) -> any MetadataSource
}

/// A network that reaches all providers in one way, whatever their settings say about connections.
///
/// It is for programs and tests that bring a transport of their own, which then decides about trust.
public struct SingleNetwork: ProviderNetwork {
    private let transport: any HTTPTransport
    private let source: any MetadataSource

    /// A network over `transport` that finds metadata in `source`.
    public init(transport: any HTTPTransport, source: any MetadataSource) {
        self.transport = transport
        self.source = source
    }

    /// A network over an HTTP client, which also fetches the metadata and remembers it for a day.
    public init(_ client: OutboundClient) {
        self.init(transport: client, source: DiscoveryCache(client: client))
    }

    /// Returns the one transport.
    public func transport(for provider: Provider) -> any HTTPTransport {
        transport
    }

    /// Returns the one source.
    public func metadataSource(for provider: Provider) -> any MetadataSource {
        source
    }
}
