/// Reaches providers, each in the way that its settings say.
public protocol ProviderNetwork: Sendable {
    /// Sends requests to a provider's registration and token endpoints.
    func transport(for provider: Provider) -> any HTTPTransport

    /// Finds a provider's metadata.
    func metadataSource(for provider: Provider) -> any MetadataSource
}
