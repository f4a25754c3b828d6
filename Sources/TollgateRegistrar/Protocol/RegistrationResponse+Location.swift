internal import TollgateHTTP

extension RegistrationResponse {
    /// Checks that the client can be managed safely, or not at all, where the answer to a registration says.
    ///
    /// The registration access token goes to `registration_client_uri` later, so a provider's answer must not be able
    /// to send it elsewhere: https, the origin of the registration endpoint, and more than the bare origin.
    ///
    /// - Parameter endpoint: The registration endpoint that gave this answer.
    /// - Throws: `RegistrationResponseDefect` if there is only one of URI and token, or the URI is not acceptable.
    func checkManagement(registeredAt endpoint: String) throws(RegistrationResponseDefect) {
        switch (registrationClientURI, registrationAccessToken) {
        case (nil, nil): return
        case (.some, nil): throw .managementHalfGiven(missing: "registration_access_token", clientID: clientID)
        case (nil, .some): throw .managementHalfGiven(missing: "registration_client_uri", clientID: clientID)
        case (.some(let uri), .some):
            guard Self.isAcceptable(clientURI: uri, besides: endpoint) else {
                throw .clientURIRefused(uri: uri, endpoint: endpoint, clientID: clientID)
            }
        }
    }

    /// Whether a registration access token may be sent to `clientURI`.
    ///
    /// - Parameters:
    ///   - clientURI: The `registration_client_uri` of an answer.
    ///   - trusted: A URL of the same provider that is known to be right.
    /// - Returns: `true` if it is https, or on this machine, has the same origin, and has a path.
    static func isAcceptable(clientURI: String, besides trusted: String) -> Bool {
        guard let uri = URLParts(clientURI), let trusted = URLParts(trusted) else { return false }
        guard uri.scheme == "https" || uri.isLoopback else { return false }
        return uri.hasSameOrigin(as: trusted) && uri.target != "" && uri.target != "/"
    }
}
