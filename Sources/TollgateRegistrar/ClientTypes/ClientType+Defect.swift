extension ClientType {
    /// What makes the client type contradict itself, in words; `nil` if nothing does (RFC 7591 §2.1).
    public var defect: String? {
        guard !name.isEmpty else { return "a client type needs a name" }
        let subject = "the client type `\(Redactor.clean(name))`"
        guard !grantTypes.isEmpty else { return "\(subject) has no grant type" }
        // A hybrid flow's response type is several words, such as `code id_token`.
        let words = Set(responseTypes.flatMap { $0.split(separator: " ").map(String.init) })
        for (response, grant) in [
            ("code", "authorization_code"), ("token", "implicit"), ("id_token", "implicit"),
        ] where words.contains(response) && !grantTypes.contains(grant) {
            return "\(subject): the response type `\(response)` needs the grant type `\(grant)` (RFC 7591 §2.1)"
        }
        if grantTypes.contains("authorization_code"), !words.contains("code") {
            return "\(subject): the grant type `authorization_code` needs the response type `code` (RFC 7591 §2.1)"
        }
        if tokenEndpointAuthMethod == .none, grantTypes.contains("client_credentials") {
            return "\(subject): a client that cannot authenticate may not use client_credentials (RFC 6749 §4.4)"
        }
        return nil
    }

    /// Refuses a client of this type that nobody should register.
    ///
    /// - Parameter redirectURIs: The redirect URIs that its developer gave.
    /// - Throws: `RegistrationError.requestInvalid`, which says what is wrong and what would be right.
    func check(redirectURIs: [String]) throws(RegistrationError) {
        if let defect { throw .requestInvalid(reason: defect) }
        do {
            try RedirectURIRules(for: self).check(redirectURIs)
        } catch {
            throw .requestInvalid(reason: error.description)
        }
    }
}
