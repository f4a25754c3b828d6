internal import TollgateCatalogue

extension RegistrationRequest {
    /// The metadata this request registers in a realm with these scopes.
    ///
    /// Defaults are those of RFC 7591 §2, except that a client without any grant that redirects gets no response type
    /// where it asks for none, since `code` would contradict its grants.
    ///
    /// - Parameter scopes: The scopes that the realm has.
    /// - Returns: The metadata with its defaults filled in.
    /// - Throws: The answer to a request that the realm refuses.
    func metadata(in scopes: Set<String>) throws(OAuthError) -> RealmClientMetadata {
        try description.validate()
        if hasKeys, description.jwksURI != nil {
            throw .invalidMetadata("jwks and jwks_uri exclude each other.")
        }
        let method = try checkedAuthMethod()
        let grants = try checkedGrantTypes()
        if method == .none, grants.contains(.clientCredentials) {
            throw .invalidMetadata("client_credentials needs a client with a secret.")
        }
        return RealmClientMetadata(
            redirectURIs: try checkedRedirectURIs(for: grants), authMethod: method, grantTypes: grants,
            responseTypes: try checkedResponseTypes(for: grants), scopes: try checkedScopes(in: scopes),
            description: description)
    }

    private func checkedAuthMethod() throws(OAuthError) -> TokenEndpointAuthMethod {
        guard let authMethod else { return .clientSecretBasic }
        guard let method = TokenEndpointAuthMethod(rawValue: authMethod), method != .privateKeyJWT else {
            throw .invalidMetadata("token_endpoint_auth_method is not supported.")
        }
        return method
    }

    private func checkedGrantTypes() throws(OAuthError) -> [GrantType] {
        guard let grantTypes else { return [.authorizationCode] }
        var grants: [GrantType] = []
        for name in grantTypes {
            guard let grant = GrantType(rawValue: name) else {
                throw .invalidMetadata("A grant type is not supported.")
            }
            if !grants.contains(grant) { grants.append(grant) }
        }
        return grants
    }

    /// RFC 7591 §2.1: each response type has its grants, and each grant that redirects has a response type.
    private func checkedResponseTypes(for grants: [GrantType]) throws(OAuthError) -> [ResponseType] {
        guard let names = responseTypes else {
            if grants.contains(.authorizationCode) { return [.code] }
            return grants.contains(.implicit) ? [.token] : []
        }
        var types: [ResponseType] = []
        for name in names {
            guard let type = ResponseType(rawValue: name) else {
                throw .invalidMetadata("A response type is not supported.")
            }
            if !types.contains(type) { types.append(type) }
        }
        let needed = Set(types.flatMap(\.grantTypes))
        guard needed == Set(grants.filter(\.usesRedirectURI)) else {
            throw .invalidMetadata("grant_types and response_types contradict each other.")
        }
        return types
    }

    private func checkedRedirectURIs(for grants: [GrantType]) throws(OAuthError) -> [String] {
        let uris = redirectURIs ?? []
        guard !uris.isEmpty || !grants.contains(where: \.usesRedirectURI) else {
            throw .invalidRedirectURI("A grant that redirects needs redirect_uris.")
        }
        guard uris.allSatisfy(AbsoluteURI.isRedirectTarget) else {
            throw .invalidRedirectURI("A redirect URI is not absolute, or has a fragment.")
        }
        return uris
    }

    private func checkedScopes(in known: Set<String>) throws(OAuthError) -> [String] {
        var scopes: [String] = []
        for scope in (scope ?? "").split(separator: " ").map(String.init) {
            guard known.contains(scope) else { throw .scopeNotAllowed }
            if !scopes.contains(scope) { scopes.append(scope) }
        }
        return scopes
    }
}
