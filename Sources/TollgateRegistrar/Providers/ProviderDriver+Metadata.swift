extension ProviderDriver {
    /// The metadata as this provider wants it.
    func adapted(_ metadata: ClientMetadata) -> ClientMetadata {
        var metadata = metadata
        if metadata.redirectURIs.isEmpty, let placeholderRedirectURI {
            metadata.redirectURIs = [placeholderRedirectURI]
        }
        metadata.applicationType = applicationTypes.word(for: metadata)
        if let serviceResponseTypes, metadata.grantTypes == ["client_credentials"] {
            metadata.responseTypes = serviceResponseTypes
        }
        if !sendsScopeAndSoftware {
            metadata.scopes = []
            metadata.softwareID = nil
            metadata.softwareVersion = nil
        }
        metadata.additional.merge(additionalMembers) { own, _ in own }
        if sendsEmptyRedirectURIs { metadata.additional["redirect_uris"] = .array([]) }
        return metadata
    }
}
