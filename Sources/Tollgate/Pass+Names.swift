extension Pass {
    /// The names of the policies that took part in its grant, sorted: without a copy of the rest of the grant.
    package var policyNames: [String] { authorized.grant.grant.policies }

    /// Their tags, sorted.
    package var tags: [String] { authorized.grant.grant.tags }
}
