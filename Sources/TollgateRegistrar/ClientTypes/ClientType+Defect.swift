package import TollgateCatalogue

extension ClientType {
    /// The defect that makes the client type contradict itself, in words; `nil` if there is none (RFC 7591 §2.1).
    package var defect: String? {
        guard !name.isEmpty else { return "a client type needs a name" }
        let subject = "the client type `\(Redactor.clean(name))`"
        guard !grantTypes.isEmpty else { return "\(subject) has no grant type" }
        for response in responseTypes {
            guard let grant = response.grantTypes.first(where: { !grantTypes.contains($0) }) else { continue }
            return "\(subject): the response type `\(response.rawValue)` needs the grant type `\(grant.rawValue)`"
                + " (RFC 7591 §2.1)"
        }
        if grantTypes.contains(.authorizationCode),
            !responseTypes.contains(where: { $0.grantTypes.contains(.authorizationCode) })
        {
            return "\(subject): the grant type `authorization_code` needs the response type `code` (RFC 7591 §2.1)"
        }
        if tokenEndpointAuthMethod == .none, grantTypes.contains(.clientCredentials) {
            return "\(subject): a client that cannot authenticate may not use client_credentials (RFC 6749 §4.4)"
        }
        return nil
    }

    /// Refuses a client of a type that contradicts itself, or with redirect URIs that its type does not allow.
    ///
    /// - Parameter redirectURIs: The redirect URIs that its developer gave.
    /// - Throws: `RegistrationError.requestInvalid`, with the defect and the remedy.
    func check(redirectURIs: [String]) throws(RegistrationError) {
        if let defect { throw .requestInvalid(reason: defect) }
        do {
            try RedirectURIRules(for: self).check(redirectURIs)
        } catch {
            throw .requestInvalid(reason: error.description)
        }
    }
}
