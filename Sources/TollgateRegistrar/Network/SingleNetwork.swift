/// Reaches all providers in one way, whatever their settings say about connections.
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

    /// The one transport.
    public func transport(for provider: Provider) -> any HTTPTransport {
        transport
    }

    /// The one source.
    public func metadataSource(for provider: Provider) -> any MetadataSource {
        source
    }
}
