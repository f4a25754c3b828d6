extension ProviderMetadata {
    /// The metadata with the endpoints at the issuer's origin that are written without scheme and host, as in
    /// `/register`.
    ///
    /// RFC 8414 §2 has URLs there, but some servers write paths. Anything else that is no absolute URL stays as it is,
    /// and is refused where it is needed.
    var withAbsoluteEndpoints: ProviderMetadata {
        guard let issuer = URLParts(issuer) else { return self }
        func absolute(_ endpoint: String?) -> String? {
            endpoint.map { $0.hasPrefix("/") ? issuer.url(of: $0) ?? $0 : $0 }
        }
        var metadata = self
        metadata.jwksURI = absolute(jwksURI)
        metadata.tokenEndpoint = absolute(tokenEndpoint)
        metadata.registrationEndpoint = absolute(registrationEndpoint)
        metadata.registrationRenewSecretEndpoint = absolute(registrationRenewSecretEndpoint)
        return metadata
    }
}
