public import TollgateOutbound

/// A source of providers' metadata: the seam where tests put metadata of their own.
public protocol MetadataSource: Sendable {
    /// Finds the metadata of an issuer, checked to be that issuer's; from `discoveryURL`, if there is one.
    ///
    /// - Throws: `DiscoveryError.unavailable` if no place has answered with a document; `.malformed` or
    ///   `.memberInvalid` if the document cannot be read; `.issuerMismatch` if it names another issuer.
    func metadata(issuer: String, discoveryURL: String?) async throws(DiscoveryError) -> ProviderMetadata

    /// Finds the metadata that stands at a full well-known URL.
    ///
    /// - Throws: `DiscoveryError.unavailable` if there is no answer with a document; `.malformed` or `.memberInvalid`
    ///   if the document cannot be read; `.issuerMismatch` if its issuer would not publish it there.
    func metadata(at wellKnownURL: String) async throws(DiscoveryError) -> ProviderMetadata

    /// Has remembered metadata fetched again: of an issuer, at a URL, or of an issuer's document at a URL.
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
