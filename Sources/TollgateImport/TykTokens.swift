/// The rules by which an API of Tyk's checks tokens and finds their policies.
struct TykTokens {
    /// A scope and the policy that it brings.
    struct Mapping {
        let node: TykNode
        let scope: String
        let policyID: String
    }

    /// An OpenID provider, and the clients whose tokens it may bring.
    struct Provider {
        let issuer: TykNode
        var clients: [Client]
    }

    /// A client of a provider and the policy that it brings.
    struct Client {
        /// The claim with the id of the policy.
        let node: TykNode
        /// The client's id, which Tyk looks for in `aud`.
        let id: String
        let policyID: String
    }

    /// `jwt_signing_method`: the family of algorithms.
    let signingMethod: TykNode?
    /// `jwt_source`: a URL or a key, perhaps in base64.
    let source: TykNode?
    /// The URLs of key sets, with where they stand.
    let keySets: [TykNode]
    /// The claims that may hold the scopes.
    let scopeClaims: [String]
    /// The claims that name the owner of the counters, before `sub`.
    let identityClaims: [TykNode]
    /// The claims that may name a policy, or the session whose policies count.
    let policyClaims: [TykNode]
    let mappings: [Mapping]
    var defaultPolicies: [TykNode]
    /// The skew of the clocks that is allowed for `iat`, `exp` and `nbf`.
    let skews: [TykNode]
    var issuers: [TykNode]
    let audiences: [String]
    /// The place of the mapping.
    let mappingNode: TykNode?
    /// The providers, where the API takes their tokens (OpenID Connect) instead of those of a key source.
    var providers: [Provider] = []
    /// The place of the providers; `nil` where the API takes other tokens.
    var openID: TykNode?
    /// The places other than the header `Authorization` where Tyk looks for tokens.
    var otherPlaces: [TykPlace] = []

    /// The ids of the clients that its tokens may be for, each once; `nil` where any may.
    var clientIDs: [String]? {
        openID == nil ? nil : providers.flatMap(\.clients).map(\.id).withoutRepetitions
    }

    /// The ids of the clients that tokens of one issuer may be for; those of all where the issuer is not known.
    func clientIDs(of issuer: String?) -> [String]? {
        guard openID != nil, let issuer else { return clientIDs }
        return providers.filter { $0.issuer.says(issuer) }.flatMap(\.clients).map(\.id).withoutRepetitions
    }
}

extension TykTokens {
    /// Tokens of OpenID providers, whose keys are found by discovery.
    init(
        openID: TykNode, providers: [Provider], scopeClaim: String?, mappings: [Mapping], mappingNode: TykNode?
    ) {
        self.init(
            signingMethod: nil, source: nil, keySets: [], scopeClaims: [scopeClaim ?? "scope"], identityClaims: [],
            policyClaims: [], mappings: mappings, defaultPolicies: [], skews: [],
            issuers: providers.map(\.issuer), audiences: [], mappingNode: mappingNode, providers: providers,
            openID: openID)
    }
}
