internal import TollgateCatalogue

/// The audiences of issuers and APIs, where APIs take the tokens of some clients only.
///
/// In Tyk a client belongs to an API and a provider; here audiences belong to an issuer and to an API.
struct TykAudiences {
    /// For each issuer the clients of the APIs that admit it; `nil` where one of them takes every client's tokens.
    private var byIssuer: [String: [String]?] = [:]

    /// Notes the clients whose tokens of an issuer an API takes.
    ///
    /// - Parameters:
    ///   - clients: The ids of clients; `nil` for all.
    ///   - issuer: The issuer's name in the catalogue.
    mutating func admit(_ clients: [String]?, of issuer: String) {
        guard let known = byIssuer[issuer] else {
            byIssuer[issuer] = .some(clients)
            return
        }
        byIssuer[issuer] = .some(clients.flatMap { clients in known.map { ($0 + clients).withoutRepetitions } })
    }

    func accepted(of issuer: String) -> AcceptedAudiences {
        guard case .some(.some(let clients)) = byIssuer[issuer] else { return .any }
        return .oneOf(clients)
    }

    /// The audiences of an API itself; `nil` where those of its issuers say as much.
    func own(of api: ImportedAPI) -> [String]? {
        guard let clients = api.tokens.clientIDs else {
            return api.tokens.audiences.isEmpty ? nil : api.tokens.audiences
        }
        let own = Set(clients)
        let isSaid = api.issuers.allSatisfy { issuer in
            guard case .oneOf(let accepted) = accepted(of: issuer) else { return false }
            return own.isSuperset(of: accepted)
        }
        return isSaid ? nil : clients
    }

    /// Reports the clients whose tokens an API takes from an issuer that it does not take them from in Tyk.
    func reportMixed(_ api: ImportedAPI, issuers: [Issuer], _ findings: ImportFindings) {
        guard let clients = api.tokens.clientIDs else { return }
        for issuer in issuers where api.issuers.contains(issuer.name) {
            let meant = Set(api.tokens.clientIDs(of: issuer.issuer) ?? [])
            // An issuer of a person's naming stands for every provider of the API.
            guard !meant.isEmpty else { continue }
            let mixed = clients.filter { client in
                guard !meant.contains(client) else { return false }
                if case .oneOf(let accepted) = accepted(of: issuer.name) { return accepted.contains(client) }
                return true
            }
            guard !mixed.isEmpty else { continue }
            let shown = mixed.prefix(5).map(TykNode.quoted).joined(separator: ", ")
            findings.add(
                .wider, decide: true, at: api.tokens.openID, in: api.source.file,
                found: "the clients \(shown)\(mixed.count > 5 ? " and \(mixed.count - 5) more" : "")",
                "`\(api.name)` also takes their tokens from `\(issuer.name)`: audiences belong to an API and to an"
                    + " issuer here, not to a pair of them")
        }
    }
}
