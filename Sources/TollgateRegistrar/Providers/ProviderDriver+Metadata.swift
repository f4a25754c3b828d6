extension ProviderDriver {
    /// The driver for an installation with these settings.
    func configured(by settings: ProviderSettings) -> ProviderDriver {
        var driver = self
        driver.softwareID = settings.softwareID ?? softwareID
        driver.rotation = settings.secretRotation.map(SecretRotation.request) ?? rotation
        return driver
    }

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
        if let softwareID { metadata.softwareID = softwareID }
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
