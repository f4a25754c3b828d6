internal import TollgateOutbound

extension ProviderDriver {
    /// Finds the place where a registered client is managed, if its registration access token may be sent there.
    ///
    /// The token goes to `registration_client_uri` later, so a provider's answer must not be able to send it elsewhere:
    /// https (plain http only to this machine, or where the operator allows it for this provider), the origin of what
    /// is known of the provider or one that the operator trusts, and more than the bare origin. Some providers leave
    /// scheme and host out, which are then those of `known`.
    ///
    /// - Parameters:
    ///   - reference: The `registration_client_uri` of an answer.
    ///   - known: A URL of the same provider that is known to be right: the registration endpoint, or the place where
    ///     the client is managed so far.
    /// - Returns: The absolute URL; `nil` if the token may not be sent there.
    func clientURI(_ reference: String, besides known: String) -> String? {
        guard let known = URLParts(known), let url = known.url(of: reference), let parts = URLParts(url) else {
            return nil
        }
        guard parts.scheme == "https" || parts.isLoopback || allowsPlainHTTP else { return nil }
        guard parts.hasSameOrigin(as: known) || parts.isAtOne(of: trustedOrigins) else { return nil }
        return parts.target == "" || parts.target == "/" ? nil : url
    }
}

extension URLParts {
    /// Says whether the URL is at one of these origins.
    func isAtOne(of origins: [String]) -> Bool {
        origins.contains { URLParts($0)?.hasSameOrigin(as: self) == true }
    }
}

extension RegistrationResponse {
    /// Settles the place where a client that was just registered is managed.
    ///
    /// - Parameters:
    ///   - endpoint: The registration endpoint that gave this answer.
    ///   - driver: The driver, which has the other origins that are trusted.
    /// - Throws: `RegistrationResponseDefect.managementHalfGiven` if there is only one of URI and token;
    ///   `.clientURIRefused` if the URI is not acceptable.
    mutating func settleManagement(
        registeredAt endpoint: String, by driver: ProviderDriver
    ) throws(RegistrationResponseDefect) {
        switch (registrationClientURI, registrationAccessToken) {
        case (nil, nil): return
        case (.some, nil): throw .managementHalfGiven(missing: "registration_access_token", clientID: clientID)
        case (nil, .some): throw .managementHalfGiven(missing: "registration_client_uri", clientID: clientID)
        case (.some(let uri), .some):
            registrationClientURI = driver.clientURI(uri, besides: endpoint)
            if registrationClientURI == nil {
                throw .clientURIRefused(uri: uri, endpoint: endpoint, clientID: clientID)
            }
        }
    }

    /// Settles the place where a client is managed from now on, if an answer names a new one.
    ///
    /// A place that its right must not be sent to is not taken; `refusedClientURI` then names it.
    mutating func settleMove(of client: ClientConfigurationEndpoint, by driver: ProviderDriver) {
        guard let uri = registrationClientURI else { return }
        // Where the registrar's own right manages clients, their place follows from the registration endpoint.
        guard driver.management == .registrationAccessToken else { return registrationClientURI = nil }
        registrationClientURI = driver.clientURI(uri, besides: client.url)
        if registrationClientURI == nil { refusedClientURI = uri }
    }
}
