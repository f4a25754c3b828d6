public import TollgateHTTP

/// Finds a provider's metadata: the seam where tests put metadata of their own.
public protocol MetadataSource: Sendable {
    /// The metadata of an issuer, checked to be that issuer's; from `discoveryURL`, if there is one.
    func metadata(issuer: String, discoveryURL: String?) async throws(DiscoveryError) -> ProviderMetadata

    /// The metadata that stands at a full well-known URL.
    func metadata(at wellKnownURL: String) async throws(DiscoveryError) -> ProviderMetadata

    /// Looks for what is remembered again: at an issuer, at a URL, or at an issuer's document at a URL.
    ///
    /// The default remembers nothing, and does nothing.
    func distrust(issuer: String?, discoveryURL: String?)
}

extension MetadataSource {
    /// Does nothing, because nothing is remembered.
    public func distrust(issuer: String?, discoveryURL: String?) {}
}

extension Discovery: MetadataSource {}
extension DiscoveryCache: MetadataSource {}
