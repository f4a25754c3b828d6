internal import TollgateCatalogue
internal import Yams

extension CatalogueDecoder {
    /// Reads `policies.NAME`.
    func decodePolicy(_ name: String, _ value: YAMLValue) -> Policy? {
        guard let section = value.section(.policy) else { return nil }
        var policy = Policy(name: name)
        policy.isActive = section["active"]?.boolean() ?? true
        policy.access = (section["allow"]?.list("a list of `{ api: NAME }`, each with or without `paths`") ?? [])
            .compactMap(decodeAccessRight)
        policy.limits = limits(section)
        for (api, value) in named(section["per_api"], "limits by API") {
            if let section = value.section(.limits) { policy.limitsByAPI[api] = limits(section) }
        }
        policy.tags =
            section["tags"]?.texts(
                "a list of tags", each: ConfigurationSyntax.nameRule, where: ConfigurationSyntax.isName) ?? []
        for (key, value) in named(section["metadata"], "values by name") {
            if let text = value.text() { policy.metadata[key] = text }
        }
        policy.priority = section["priority"]?.value("a whole number") { Int32($0).map(Int.init) } ?? 0
        return policy
    }

    private func limits(_ section: YAMLSection) -> Limits {
        Limits(
            rate: section["rate"].flatMap(decodeRate),
            quota: section["quota"]?.value("a quota such as 1000/1d or 50000/month, or `unlimited`") { Quota($0) },
            concurrency: section["concurrency"]?.value("a number of requests from 1 to 1000000") {
                Int($0).flatMap { (1...1_000_000).contains($0) ? $0 : nil }
            })
    }

    private func decodeAccessRight(_ value: YAMLValue) -> AccessRight? {
        guard let section = value.section(.accessRight),
            let api = section.required("api", "the API that is opened")?.text(
                ConfigurationSyntax.nameRule, where: ConfigurationSyntax.isName)
        else { return nil }
        return AccessRight(api: api, paths: section["paths"].map(decodePaths))
    }

    /// A list of path rules.
    func decodePaths(_ value: YAMLValue) -> [PathRule] {
        (value.list("a list of `{ path: /get, methods: [GET] }`") ?? []).compactMap { value in
            guard let section = value.section(.pathRule),
                let pattern = section.required("path", "the path, which starts with a slash").flatMap(decodePattern)
            else { return nil }
            let methods = section["methods"]?.texts(
                "a list of methods", each: "a method in capitals, such as GET", where: Self.isMethod)
            return PathRule(pattern: pattern, methods: methods)
        }
    }

    private func decodePattern(_ value: YAMLValue) -> PathPattern? {
        let isPlain = value.node.string?.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } ?? true
        let encoding = isPlain ? "" : ", other characters written as in a URL, such as %20 for a space"
        return value.value("a path such as /get, /orders/{id} or /files/*\(encoding)") { PathPattern($0) }
    }

    private static func isMethod(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x41...0x5A).contains($0) || $0 == UInt8(ascii: "-") }
    }

    /// Reads a rate.
    func decodeRate(_ value: YAMLValue) -> RateLimit? {
        value.value("a rate such as 5/1s or 100/min, or `unlimited`") { RateLimit($0) }
    }
}
