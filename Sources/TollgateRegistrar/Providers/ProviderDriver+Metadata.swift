internal import TollgateCatalogue

extension ProviderDriver {
    /// Returns the driver for an installation with these settings.
    func configured(by settings: ProviderSettings) -> ProviderDriver {
        var driver = self
        driver.softwareID = settings.softwareID ?? softwareID
        driver.rotation = settings.secretRotation.map(SecretRotation.request) ?? rotation
        if let statement = settings.softwareStatement {
            driver.additionalMembers["software_statement"] = .string(statement)
        }
        driver.management = settings.management ?? management
        driver.trustedOrigins = settings.trustedOrigins
        driver.allowsPlainHTTP = settings.connection.allowsHTTP
        driver.omittedMembers = settings.metadata.omitted
        driver.requiredMembers = settings.metadata.set
        // A client that was not registered with its scopes is not held to them either.
        if driver.omittedMembers.contains("scope") { driver.enforcesRegisteredScopes = false }
        return driver
    }

    /// Returns the driver for a provider whose metadata says where secrets are renewed, as Gravitee AM's does.
    ///
    /// - Parameters:
    ///   - profile: The provider's metadata.
    ///   - client: The client; a place that its right must not be sent to is not taken.
    /// - Returns: The driver with that place, or as it was.
    func renewing(at profile: ProviderProfile?, for client: ClientConfigurationEndpoint) -> ProviderDriver {
        guard let place = profile?.renewSecretEndpoint else { return self }
        let request = RotationRequest(urlTemplate: place.replacing(":client_id", with: "{client_id}"))
        guard request.url(for: client, trusting: trustedOrigins) != nil else { return self }
        var driver = self
        driver.rotation = .request(request)
        return driver
    }

    /// Returns the metadata in the form that this provider wants.
    func adapted(_ metadata: ClientMetadata) -> ClientMetadata {
        var metadata = metadata
        if namesAreUnique, let distinction = metadata.distinction { metadata.clientName += " (\(distinction))" }
        if metadata.redirectURIs.isEmpty, let placeholderRedirectURI {
            metadata.redirectURIs = [placeholderRedirectURI]
        }
        metadata.applicationType = applicationTypes.word(for: metadata)
        if let serviceResponseTypes, metadata.grantTypes == [.clientCredentials] {
            metadata.responseTypes = serviceResponseTypes
        }
        metadata.scopes.removeAll { unregisteredScopes.contains($0) }
        if let softwareID { metadata.softwareID = softwareID }
        if !sendsScopeAndSoftware {
            metadata.scopes = []
            metadata.softwareID = nil
            metadata.softwareVersion = nil
        }
        metadata.additional.merge(additionalMembers) { own, _ in own }
        if sendsReferences, !metadata.references.isEmpty {
            metadata.additional["metadata"] = .object(metadata.references.mapValues(JSONValue.string))
        }
        if sendsEmptyRedirectURIs { metadata.additional["redirect_uris"] = .array([]) }
        metadata.additional.merge(requiredMembers) { _, required in required }
        metadata.omitted = omittedMembers
        if omittedMembers.contains("scope") { metadata.scopes = [] }
        return metadata
    }
}
