internal import TollgateCatalogue
internal import Yams

/// What the registrar lets developers have registered.
extension CatalogueDecoder {
    /// Reads `registrar`.
    func decodeRegistrarRules(_ value: YAMLValue) -> RegistrarRules {
        var rules = RegistrarRules()
        guard let section = value.section(.registrarRules) else { return rules }
        if let value = section["application_types"] {
            rules.applicationTypes = words(value, "a list of application types", RegistrarRules.ApplicationType.self)
        }
        rules.allowsImplicit = section["allow_implicit"]?.boolean() ?? false
        rules.allowsPassword = section["allow_password"]?.boolean() ?? false
        rules.allowsLoopbackRedirects = section["allow_loopback_redirects"]?.boolean() ?? false
        if let section = section["lost_after"]?.section(.lostAfter) {
            let expected = "a number from 1 to 1000"
            let refusals = section["refusals"]?.value(expected) {
                Int($0).flatMap { (1...1_000).contains($0) ? $0 : nil }
            }
            rules.lostAfterRefusals = refusals ?? rules.lostAfterRefusals
            rules.lostAfterSeconds = section["span"]?.seconds() ?? rules.lostAfterSeconds
        }
        rules.clientTypes = named(section["client_types"], "client types by name").compactMap(decodeClientType)
        return rules
    }

    private func decodeClientType(_ name: String, _ value: YAMLValue) -> RegistrarRules.ClientType? {
        guard let section = value.section(.clientType),
            let grants = section.required("grant_types", "what such a client may do")
        else { return nil }
        let grantTypes = words(grants, "a list of grant types", RegistrarRules.GrantType.self)
        if grantTypes.isEmpty, grants.node.sequence?.isEmpty == true { grants.fail("at least one is needed") }
        var type = RegistrarRules.ClientType(
            name: name, displayName: section["name"]?.text() ?? name, grantTypes: grantTypes)
        type.description = section["description"]?.text() ?? ""
        if let value = section["response_types"] {
            type.responseTypes = words(value, "a list of response types", RegistrarRules.ResponseType.self)
        }
        if let method = section["token_endpoint_auth_method"]?.oneOf(RegistrarRules.TokenEndpointAuthMethod.self) {
            type.tokenEndpointAuthMethod = method
        }
        type.wireName = section["application_type"]?.oneOf(RegistrarRules.WireName.self)
        return type
    }

    private func words<Word: RawRepresentable & CaseIterable>(
        _ value: YAMLValue, _ expected: String, _ type: Word.Type
    ) -> [Word] where Word.RawValue == String {
        (value.list(expected) ?? []).compactMap { $0.oneOf(type) }
    }
}
