internal import TollgateCatalogue
internal import TollgateConfiguration

extension TykPolicy {
    /// Reads a policy.
    ///
    /// - Parameters:
    ///   - node: The policy.
    ///   - key: Its key, where the file has policies by their ids.
    ///   - file: The file.
    ///   - findings: Takes the differences.
    init(_ node: TykNode, key: String?, file: String, findings: ImportFindings) {
        node.markRead()
        let database = node.text("_id")
        let own = node.text("id")
        self.node = node
        self.file = file
        id = key ?? own ?? database ?? ""
        displayName = node.text("name") ?? id
        organisation = node.text("org_id") ?? ""
        isInactive = node.flag("is_inactive")
        if let active = node["active"]?.flag, !active {
            findings.add(
                .none, at: node["active"], in: file, "left out: Tyk looks at `is_inactive` alone, and so does this")
        }
        partitions = Self.partitions(node.section("partitions"))
        let rights = Self.rights(node["access_rights"], partitions, file, findings)
        self.rights = rights
        rightsByAPI = Dictionary(rights.map { ($0.apiID, $0) }) { first, _ in first }
        Self.readCopy(of: node["access_rights"], node["access_rights_array"])
        limits = TykLimits(file: file, findings: findings).limits(
            in: node, takesRate: partitions.takesRate, takesQuota: partitions.takesQuota)
        if partitions.isPerAPI, !limits.isEmpty, !rights.contains(where: \.limits.isEmpty) {
            findings.add(
                .none, at: node["partitions"], in: file, found: "the policy's own limits",
                "left out: with `per_api` each API of the policy has limits of its own")
        }
        tags = Self.tags(node["tags"], file, findings)
        metadata = Self.metadata(node["meta_data"], file, findings)
        if id.isEmpty {
            findings.add(
                .narrower, at: node, in: file, "the policy has neither `id` nor `_id`; nothing can refer to it")
        }
        if partitions.isContradictory {
            findings.add(
                .none, at: node["partitions"], in: file,
                "`per_api` together with another partition: Tyk applies no such policy, so it is inactive here")
        }
    }

    private static func partitions(_ node: TykNode?) -> Partitions {
        guard let node else { return Partitions() }
        return Partitions(
            access: node.flag("acl"), rate: node.flag("rate_limit"), quota: node.flag("quota"),
            complexity: node.flag("complexity"), isPerAPI: node.flag("per_api"))
    }

    private static func rights(
        _ node: TykNode?, _ partitions: Partitions, _ file: String, _ findings: ImportFindings
    ) -> [Right] {
        (node?.object ?? []).compactMap { member in
            let right = member.node
            guard right.object != nil else { return nil }
            let id = right.text("api_id") ?? member.name
            _ = right["api_name"]?.text
            let versions = right["versions"]
            let isVersioned = versions?.texts?.allSatisfy({ $0 == "Default" || $0.isEmpty }) == false
            var limits = Limits()
            if let own = right.section("limit") {
                if partitions.isPerAPI {
                    limits = TykLimits(file: file, findings: findings).limits(
                        in: own, takesRate: true, takesQuota: true)
                } else if !own.isZero {
                    findings.add(
                        .none, at: own, in: file, "left out: Tyk looks at it only where `partitions.per_api` is set")
                    own.markAllRead()
                }
            }
            return Right(
                node: right, apiID: id, rules: rules(right["allowed_urls"]),
                versions: isVersioned ? versions : nil, limits: limits)
        }
    }

    private static func rules(_ node: TykNode?) -> [Rule]? {
        guard let elements = node?.elements, !elements.isEmpty else { return nil }
        return elements.map { element in
            element.markRead()
            return Rule(node: element, expression: element.text("url") ?? "", methods: element.texts("methods"))
        }
    }

    /// The Dashboard writes the access rights a second time, as a list: what is the same there needs no report.
    private static func readCopy(of rights: TykNode?, _ copy: TykNode?) {
        let known = rights?.object ?? []
        for element in copy?.elements ?? [] where known.contains(where: { $0.node.isEqual(to: element) }) {
            element.markAllRead()
        }
    }

    private static func tags(_ node: TykNode?, _ file: String, _ findings: ImportFindings) -> [String] {
        (node?.elements ?? []).compactMap { element in
            guard let tag = element.text else { return nil }
            if ConfigurationSyntax.isName(tag) { return tag }
            findings.add(.changed, at: element, in: file, "left out: a tag is \(ConfigurationSyntax.nameRule) here")
            return nil
        }
    }

    private static func metadata(
        _ node: TykNode?, _ file: String, _ findings: ImportFindings
    ) -> [String: String] {
        var result: [String: String] = [:]
        for (name, value) in node?.object ?? [] {
            guard ConfigurationSyntax.isName(name) else {
                findings.add(
                    .changed, at: value, in: file,
                    "left out: the key of a value is \(ConfigurationSyntax.nameRule) here")
                value.markAllRead()
                continue
            }
            switch value.content {
            case .text(let text) where !text.isEmpty: result[name] = text
            case .number(let number): result[name] = number
            case .boolean(let flag): result[name] = "\(flag)"
            default: continue
            }
            value.markRead()
        }
        return result
    }
}
