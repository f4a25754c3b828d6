internal import TollgateCatalogue

/// The access and the limits of a Tyk policy on some of the imported APIs.
struct PolicyParts {
    private let apis: [ImportedAPI]
    private let apisByID: [String: ImportedAPI]
    private let findings: ImportFindings
    private let translations = URLTranslations()

    init(apis: [ImportedAPI], findings: ImportFindings) {
        self.apis = apis
        apisByID = Dictionary(apis.map { ($0.source.id, $0) }) { first, _ in first }
        self.findings = findings
    }

    /// Lists the access rights of a policy on these APIs.
    func access(of policy: TykPolicy, on apiIDs: Set<String>) -> [AccessRight] {
        apis.compactMap { api in
            guard apiIDs.contains(api.source.id), let right = policy.right(on: api.source.id) else { return nil }
            return AccessRight(api: api.name, paths: right.rules.map { paths($0, below: api.listenPath, policy.file) })
        }
    }

    /// Lists the limits of a policy on these APIs; on all of them, its limits are counted for all together.
    func limits(of policy: TykPolicy, on apiIDs: Set<String>) -> (Limits, [String: Limits]) {
        // `per_api` limits are those of the APIs that the policy lists.
        let limited = apis.filter { api in
            apiIDs.contains(api.source.id)
                && (!policy.partitions.isPerAPI || policy.rightsByAPI[api.source.id] != nil)
        }
        if !policy.hasOwnLimits, limited.count == apis.count { return (policy.limits, [:]) }
        var result: [String: Limits] = [:]
        var shared = 0
        for api in limited {
            let limits = policy.limits(on: api.source.id)
            if limits.isEmpty { continue }
            if limits == policy.limits { shared += 1 }
            result[api.name] = limits
        }
        if shared > 1 {
            findings.add(
                .wider, decide: true, at: policy.node, in: policy.file, found: "the policy \"\(policy.displayName)\"",
                "its limits count for \(shared) APIs one by one, because they must not count on all APIs; in Tyk"
                    + " those \(shared) share one count")
        }
        return (Limits(), result)
    }

    /// The patterns in the place of regular expressions.
    private func paths(_ rules: [TykPolicy.Rule], below listenPath: String, _ file: String) -> [PathRule] {
        var result: [PathRule] = []
        for rule in rules {
            let methods = methods(of: rule, file)
            guard !methods.isEmpty else { continue }
            for pattern in translate(rule, below: listenPath, file) {
                result.append(PathRule(pattern: pattern, methods: methods))
            }
        }
        return result
    }

    private func methods(of rule: TykPolicy.Rule, _ file: String) -> [String] {
        let methods = rule.methods.filter { method in
            !method.isEmpty && method.utf8.allSatisfy { (0x41...0x5A).contains($0) || $0 == UInt8(ascii: "-") }
        }
        if methods.count < rule.methods.count {
            findings.add(
                .none, at: rule.node["methods"], in: file,
                "methods are written in capitals; Tyk compares them exactly, so the others match no request")
        }
        if methods.isEmpty {
            findings.add(
                .none, at: rule.node, in: file, found: "`\(rule.expression)`",
                "left out: it names no method, so it opens nothing in Tyk either")
        }
        return methods
    }

    private func translate(_ rule: TykPolicy.Rule, below listenPath: String, _ file: String) -> [PathPattern] {
        let outcome = translations.outcome(of: rule.expression, below: listenPath)
        let translation = outcome.translation
        for reason in translation.leftOut { leaveOut(rule, file, reason) }
        if !translation.patterns.isEmpty, !outcome.isAnchored || translation.isNarrower {
            let texts = translation.patterns.map { "`\($0.text)`" }.joined(separator: ", ")
            findings.add(
                .narrower, at: rule.node["url"], in: file, found: "`\(rule.expression)`",
                "\(texts): the expression also matches longer paths, because Tyk does not bind it to both ends")
        }
        return translation.patterns
    }

    private func leaveOut(_ rule: TykPolicy.Rule, _ file: String, _ reason: String) {
        findings.add(
            .narrower, decide: true, at: rule.node["url"], in: file, found: "`\(rule.expression)`",
            "left out, so what it opens is closed: \(reason)")
    }

    // MARK: - Comments and reports

    /// The regular expressions of a policy for which there is no pattern.
    func openExpressions(of policy: TykPolicy, in access: [AccessRight]) -> [String] {
        let opened = Set(access.map(\.api))
        return policy.rights.flatMap { right -> [String] in
            guard let api = apisByID[right.apiID], opened.contains(api.name) else { return [] }
            return (right.rules ?? []).compactMap { rule in
                let leftOut = translations.outcome(of: rule.expression, below: api.listenPath).translation.leftOut
                return !leftOut.isEmpty
                    ? "write patterns for `\(rule.expression)` on `\(api.name)`; until then it opens nothing" : nil
            }
        }
    }

    /// Reports the rights that have no effect, or none here.
    ///
    /// - Parameters:
    ///   - policy: The policy.
    ///   - reached: The APIs on which something brings the policy.
    ///   - isUsed: Whether anything brings it.
    func reportRights(of policy: TykPolicy, reached: Set<String>, isUsed: Bool) {
        for right in policy.rights {
            let isImported = apisByID[right.apiID] != nil
            if !policy.partitions.takesAccess {
                findings.add(
                    .none, at: right.node, in: policy.file, found: "access to \"\(right.apiID)\"",
                    "left out: the partition `acl` is off, so Tyk takes no access rights from this policy")
            } else if !isImported {
                findings.add(
                    .narrower, at: right.node, in: policy.file, found: "access to \"\(right.apiID)\"",
                    "left out: this API is in none of the files, or was left out")
                // Whatever else it says is of that API, and nothing here can be wider or narrower for it.
                right.node.markAllRead()
            } else if isUsed, !reached.contains(right.apiID) {
                findings.add(
                    .none, at: right.node, in: policy.file, found: "access to \"\(right.apiID)\"",
                    "left out: on this API no scope and no default brings the policy")
                right.node.markAllRead()
            } else if let versions = right.versions {
                findings.add(
                    .wider, decide: true, at: versions, in: policy.file,
                    "left out: versions of an API are APIs of their own here, and this right is for all of them")
            }
        }
    }
}
