internal import TollgateCatalogue

/// The words that a provider knows for `application_type`.
public enum ApplicationTypeVocabulary: String, Hashable, Sendable {
    /// `web` and `native` (OpenID Connect Dynamic Client Registration 1.0 §2).
    case openID = "openid"
    /// `web`, `native`, `browser` and `service`, of which the grant types decide.
    case okta

    /// Returns the word for a client.
    ///
    /// - Parameter metadata: The metadata that the client is to be registered with.
    /// - Returns: The word; `nil` if the client type names none and the provider's default will do.
    func word(for metadata: ClientMetadata) -> RegisteredApplicationType? {
        switch self {
        case .openID:
            switch metadata.applicationType {
            // A service is Okta's word alone: no user is involved, and the others know only users' applications.
            case nil, .service?: return nil
            case .native?: return .native
            case .web?, .browser?: return .web
            }
        case .okta:
            if metadata.grantTypes.contains(.clientCredentials) { return .service }
            if let word = metadata.applicationType, word != .web { return word }
            return metadata.tokenEndpointAuthMethod == .none ? .browser : .web
        }
    }
}
