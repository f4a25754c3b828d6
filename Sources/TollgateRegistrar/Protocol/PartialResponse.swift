internal import TollgateCatalogue

/// The members that could be read of an answer that cannot be used: enough to keep what it replaced, or to undo it.
public struct PartialResponse: Hashable, Sendable {
    /// The client's identifier, if it could be read.
    public var clientID: String?
    /// The client's secret, if it could be read.
    public var clientSecret: Secret?
    /// The registration access token, if it could be read and can be sent.
    public var registrationAccessToken: Secret?
    /// The address where the client is managed, if it could be read.
    public var registrationClientURI: String?
    /// The mark of the operation that made the client, if there is one.
    let mark: String?

    /// The response that `members` give, however few they are.
    init(_ members: [String: JSONValue]) {
        func text(_ name: String) -> String? { members[name]?.string.flatMap { $0.isEmpty ? nil : $0 } }
        clientID = text("client_id").flatMap { RegistrationResponse.isUsable(clientID: $0) ? $0 : nil }
        clientSecret = text("client_secret").map(Secret.init)
        registrationAccessToken = text("registration_access_token").map(Secret.init).flatMap {
            $0.isVisibleASCII ? $0 : nil
        }
        registrationClientURI = text("registration_client_uri")
        mark = text("software_version")
    }

    /// The part of an answer that can be used although it says in an unusable way where the client is managed.
    init(unplaced response: RegistrationResponse) {
        clientID = response.clientID
        clientSecret = response.clientSecret
        registrationAccessToken = response.registrationAccessToken
        mark = response.members["software_version"]?.string
    }

    /// Returns the same with an address that the registration access token may be sent to, or none.
    ///
    /// - Parameters:
    ///   - driver: The driver, which has the origins that are trusted.
    ///   - known: The URL that was asked.
    /// - Returns: The response.
    func placed(by driver: ProviderDriver, besides known: String) -> PartialResponse {
        var result = self
        result.registrationClientURI = registrationClientURI.flatMap { driver.clientURI($0, besides: known) }
        return result
    }

    /// Says whether a client that was just registered can perhaps be deleted with it.
    ///
    /// A response that names no client may be about another system's, unless it carries the registration's mark.
    func deletesClient(at driver: ProviderDriver, mark asked: String?) -> Bool {
        guard clientID != nil || asked != nil && mark?.exact == asked?.exact else { return false }
        return switch driver.management {
        case .initialAccess, .basic: clientID != nil
        // Without an address the identifier says where the client might be.
        case .registrationAccessToken:
            registrationAccessToken != nil && (registrationClientURI != nil || clientID != nil)
        }
    }

    /// Says whether it replaces a secret or token of a client that is being changed.
    func replacesSecrets(of id: String) -> Bool {
        (clientID ?? id).exact == id.exact && (clientSecret != nil || registrationAccessToken != nil)
    }

    /// Hashes the identifier and the address; the secrets stay out of it.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(clientID)
        hasher.combine(registrationClientURI)
    }
}
