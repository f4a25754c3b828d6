internal import Foundation

/// Gives the clients of OpenID providers a place in a catalogue.
///
/// In Tyk the id of the client, found in `aud`, brings a policy. Here audiences say which tokens an API takes, and
/// scopes what they may do; so an API's clients become audiences, and the policy of theirs becomes its default policy.
/// Where its clients have several policies, the one that most of them have is taken, and the others' clients are left
/// out: no client gets the policy of another.
struct OpenIDClients {
    private let api: TykAPI
    private let lookup: PolicyLookup
    private var findings: ImportFindings { lookup.findings }

    init(_ api: TykAPI, lookup: PolicyLookup) {
        self.api = api
        self.lookup = lookup
    }

    /// Settles which clients are taken over.
    ///
    /// - Parameter tokens: The API's settings on tokens; those of other APIs are returned as they are.
    /// - Returns: The tokens with the providers and clients that are taken over and, where no scopes are mapped, the
    ///   default policy; `nil` where no client is left.
    func settle(_ tokens: TykTokens) -> TykTokens? {
        guard let openID = tokens.openID else { return tokens }
        var result = tokens
        for index in result.providers.indices {
            let provider = result.providers[index]
            if provider.clients.isEmpty {
                provider.issuer.markRead()
                findings.add(
                    .none, at: provider.issuer, in: api.file,
                    "left out: Tyk admits no token of a provider without clients")
            }
            result.providers[index].clients = provider.clients.compactMap(decoded)
        }
        if tokens.mappings.isEmpty {
            choosePolicy(&result)
        } else {
            for client in result.providers.flatMap(\.clients) where !client.policyID.isEmpty {
                findings.add(
                    .none, at: client.node, in: api.file,
                    "left out: where scopes are mapped, Tyk does not look at the policy of a client")
            }
            findings.add(
                .narrower, at: tokens.mappingNode, in: api.file, found: "tokens without a mapped scope",
                "they are refused; with OpenID Tyk lets them call all of the API (tyk 4980)")
        }
        result.providers.removeAll(where: \.clients.isEmpty)
        result.issuers = result.providers.map(\.issuer)
        guard !result.providers.isEmpty else { return nil }
        findings.add(
            .narrower, decide: true, at: openID, in: api.file, found: "tokens of OpenID providers",
            "`audiences` has the clients' ids: Tyk takes ID tokens, here clients have to send access tokens with such an"
                + " `aud` (Keycloak has an audience mapper for it); ID tokens are refused")
        return result
    }

    /// The client under its own id, which Tyk has in base64.
    private func decoded(_ client: TykTokens.Client) -> TykTokens.Client? {
        let bytes = Data(base64Encoded: client.id).map { [UInt8]($0) } ?? []
        guard !bytes.isEmpty, let id = String(validating: bytes, as: UTF8.self),
            !id.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else {
            findings.add(
                .none, decide: true, at: client.node, in: api.file, found: "the client \(TykNode.quoted(client.id))",
                "left out: Tyk has ids of clients in base64, and this is none of a text, so it admits no token; if it is"
                    + " the id itself, add it to `audiences`")
            return nil
        }
        return TykTokens.Client(node: client.node, id: id, policyID: client.policyID)
    }

    private func choosePolicy(_ tokens: inout TykTokens) {
        let clients = tokens.providers.flatMap(\.clients)
        let known = clients.filter { lookup.policy($0.policyID, at: $0.node, of: api) != nil }
        let counts = Dictionary(grouping: known, by: \.policyID).mapValues(\.count)
        // The order of files must not matter: of policies with as many clients, the smallest id.
        guard let chosen = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })?.key,
            let first = known.first(where: { $0.policyID == chosen })
        else { return }
        tokens.defaultPolicies = [first.node]
        for client in known where client.policyID != chosen {
            findings.add(
                .narrower, decide: true, at: client.node, in: api.file,
                found: "the client \(TykNode.quoted(client.id))",
                "left out: an API has one policy for clients without scopes here, and no other has more of its clients"
                    + " than \"\(chosen)\"; let this client ask for a scope, and map that to \"\(client.policyID)\"")
        }
        findings.add(
            .changed, at: first.node, in: api.file,
            "`default_policy`: what an API's clients may do without scopes is one policy for all of `audiences`")
        for index in tokens.providers.indices {
            tokens.providers[index].clients.removeAll { $0.policyID != chosen }
        }
    }
}
