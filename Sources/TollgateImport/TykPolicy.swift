internal import TollgateCatalogue

/// A policy of Tyk's, as far as a catalogue has a place for it.
struct TykPolicy {
    /// The access that it opens on one API.
    struct Right {
        let node: TykNode
        let apiID: String
        /// The regular expressions that are open; `nil` where all paths are.
        let rules: [Rule]?
        /// The versions that it is for, where these are not all of an API without versions.
        let versions: TykNode?
        /// Its limits on this API alone; they count only with `partitions.per_api`.
        let limits: Limits
    }

    /// A regular expression and the methods that it is open for.
    struct Rule {
        let node: TykNode
        let expression: String
        let methods: [String]
    }

    /// The parts of a policy that count; without any of them, all do.
    struct Partitions {
        var access = false
        var rate = false
        var quota = false
        var complexity = false
        var isPerAPI = false

        var isAny: Bool { access || rate || quota || complexity }
        var takesAccess: Bool { access || !isAny }
        var takesRate: Bool { rate || !isAny }
        var takesQuota: Bool { quota || !isAny }
        /// Tyk applies no such policy.
        var isContradictory: Bool { isPerAPI && isAny }
    }

    let node: TykNode
    let file: String
    let id: String
    let displayName: String
    let organisation: String
    let isInactive: Bool
    let partitions: Partitions
    let rights: [Right]
    /// The rights by the ids of their APIs.
    let rightsByAPI: [String: Right]
    let limits: Limits
    let tags: [String]
    let metadata: [String: String]

    /// Whether the policy can bring anything in a catalogue.
    var isActive: Bool { !isInactive && !partitions.isContradictory }

    /// The access that it opens on an API, if its access counts.
    func right(on apiID: String) -> Right? {
        partitions.takesAccess ? rightsByAPI[apiID] : nil
    }

    /// Whether some API has limits of its own.
    var hasOwnLimits: Bool { partitions.isPerAPI && rights.contains { !$0.limits.isEmpty } }

    /// The limits on an API.
    func limits(on apiID: String) -> Limits {
        guard partitions.isPerAPI, let own = rightsByAPI[apiID]?.limits, !own.isEmpty else { return limits }
        return own
    }
}
