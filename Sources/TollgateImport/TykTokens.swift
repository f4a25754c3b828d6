/// How an API of Tyk's checks tokens and finds their policies.
struct TykTokens {
    /// A scope and the policy that it brings.
    struct Mapping {
        let node: TykNode
        let scope: String
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
    /// The claims that say whose counters are used, before `sub`.
    let identityClaims: [TykNode]
    /// The claims that may name a policy, or the session whose policies count.
    let policyClaims: [TykNode]
    let mappings: [Mapping]
    let defaultPolicies: [TykNode]
    /// How far the clocks may be apart for `iat`, `exp` and `nbf`.
    let skews: [TykNode]
    let issuers: [TykNode]
    let audiences: [String]
    /// Where the mapping stands.
    let mappingNode: TykNode?
}
