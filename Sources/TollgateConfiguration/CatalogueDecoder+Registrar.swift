internal import TollgateCatalogue
internal import Yams

/// The section `registrar`.
extension CatalogueDecoder {
    /// Reads `registrar`.
    func decodeRegistrar(_ value: YAMLValue) -> RegistrarSettings {
        var settings = RegistrarSettings()
        guard let section = value.section(.registrar) else { return settings }
        if let value = section["application_types"] {
            settings.applicationTypes = words(value, "a list of application types", ApplicationType.self)
        }
        settings.allowsImplicit = section["allow_implicit"]?.boolean() ?? false
        settings.allowsPassword = section["allow_password"]?.boolean() ?? false
        settings.allowsLoopbackRedirects = section["allow_loopback_redirects"]?.boolean() ?? false
        if let section = section["lost_after"]?.section(.lostAfter) {
            let expected = "a number from 1 to 1000"
            let refusals = section["refusals"]?.value(expected) {
                Int($0).flatMap { (1...1_000).contains($0) ? $0 : nil }
            }
            settings.lostAfterRefusals = refusals ?? settings.lostAfterRefusals
            settings.lostAfterSeconds = section["span"]?.seconds() ?? settings.lostAfterSeconds
        }
        settings.clientTypes = named(section["client_types"], "client types by name").compactMap { name, value in
            decodeClientType(name, value, allowsLoopbackRedirects: settings.allowsLoopbackRedirects)
        }
        return settings
    }

    private func decodeClientType(
        _ name: String, _ value: YAMLValue, allowsLoopbackRedirects: Bool
    ) -> ClientType? {
        guard let section = value.section(.clientType),
            let grants = section.required("grant_types", "what such a client may do")
        else { return nil }
        let grantTypes = words(grants, "a list of grant types", GrantType.self)
        if grantTypes.isEmpty, grants.node.sequence?.isEmpty == true { grants.fail("at least one is needed") }
        let responseTypes = section["response_types"].map { words($0, "a list of response types", ResponseType.self) }
        return ClientType(
            name: name, displayName: section["name"]?.text() ?? name, description: section["description"]?.text() ?? "",
            responseTypes: responseTypes ?? grantTypes.flatMap(\.responseTypes), grantTypes: grantTypes,
            tokenEndpointAuthMethod: section["token_endpoint_auth_method"]?.oneOf(TokenEndpointAuthMethod.self)
                ?? .clientSecretBasic,
            applicationType: section["application_type"]?.oneOf(RegisteredApplicationType.self),
            allowsLoopbackRedirects: allowsLoopbackRedirects)
    }

    private func words<Word: RawRepresentable & CaseIterable>(
        _ value: YAMLValue, _ expected: String, _ type: Word.Type
    ) -> [Word] where Word.RawValue == String {
        (value.list(expected) ?? []).compactMap { $0.oneOf(type) }
    }
}
