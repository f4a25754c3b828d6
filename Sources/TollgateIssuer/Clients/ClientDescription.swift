/// The members of client metadata that tell people about a client (RFC 7591 §2).
struct ClientDescription: Codable, Hashable, Sendable {
    var clientName: String?
    var clientURI: String?
    var logoURI: String?
    var contacts: [String]?
    var tosURI: String?
    var policyURI: String?
    var jwksURI: String?
    var softwareID: String?
    var softwareVersion: String?
    /// `web` or `native` (OpenID Connect Dynamic Client Registration 1.0 §2).
    var applicationType: String?

    enum CodingKeys: String, CodingKey {
        case clientName = "client_name"
        case clientURI = "client_uri"
        case logoURI = "logo_uri"
        case contacts
        case tosURI = "tos_uri"
        case policyURI = "policy_uri"
        case jwksURI = "jwks_uri"
        case softwareID = "software_id"
        case softwareVersion = "software_version"
        case applicationType = "application_type"
    }

    func validate() throws(OAuthError) {
        for case let uri? in [clientURI, logoURI, tosURI, policyURI, jwksURI] where !AbsoluteURI.isWebPage(uri) {
            throw .invalidMetadata("A URI of the client is not an http or https URL.")
        }
        if let applicationType, applicationType != "web", applicationType != "native" {
            throw .invalidMetadata("application_type is neither web nor native.")
        }
    }
}
