/// A path of metadata on one host, or on all hosts.
private struct MetadataPlace: Hashable {
    let host: HostPattern?
    let path: String
}

extension Catalogue {
    /// The metadata of an API for clients that have no token yet (RFC 9728 §2), if it has a `resource`.
    ///
    /// - Parameter api: The API.
    /// - Returns: The metadata; issuers whose keys are in a file or in the catalogue are left out, because nothing says
    ///   that clients can reach them.
    public func resourceMetadata(of api: API) -> ResourceMetadata? {
        guard let resource = api.resource.flatMap({ ResourceIdentifier($0) }) else { return nil }
        return ResourceMetadata(
            resource: resource, authorizationServers: authorizationServers(of: api), scopes: scopes(for: api),
            name: api.name)
    }

    private func authorizationServers(of api: API) -> [String] {
        api.issuers.compactMap { name -> String? in
            guard let issuer = issuers.first(where: { $0.name == name }) else { return nil }
            switch issuer.keys {
            case .discovery, .urls: return issuer.issuer
            case .file, .inline: return nil
            }
        }
    }

    /// The scopes of products that open an API, of plans that limit it for one of them, and plain ones of either kind.
    private func scopes(for api: API) -> [String] {
        let policies = policiesByName()
        func active(_ names: [String]) -> [Policy] { names.compactMap { policies[$0] }.filter(\.isActive) }
        func opens(_ names: [String]) -> Bool {
            active(names).contains { $0.access.contains { $0.api == api.name && $0.paths?.isEmpty != true } }
        }
        func limits(_ names: [String]) -> Bool {
            active(names).contains { !$0.limits.isEmpty || $0.limitsByAPI[api.name]?.isEmpty == false }
        }
        let open = products.filter { opens($0.policies) }
        let ids = Set(open.map(\.id))
        let plans = plans.filter { limits($0.policies) && $0.products?.contains(where: ids.contains) != false }
        let plain = scopes.filter { opens($0.policies) || limits($0.policies) }
        var seen: Set<String> = []
        return (open.flatMap(\.scopes) + plans.flatMap(\.scopes) + plain.map(\.scope)).filter {
            seen.insert($0).inserted
        }
    }

    /// Finds faults of the resources of APIs, and settings that keep clients from getting a token that passes.
    func resourceProblems() -> [CatalogueProblem] {
        var problems: [CatalogueProblem] = []
        var seen: [MetadataPlace: String] = [:]
        for api in apis {
            guard let text = api.resource else { continue }
            let path = ["apis", api.name, "resource"]
            guard let resource = ResourceIdentifier(text) else {
                let nearest = ResourceIdentifier.nearest(to: text).map { "; probably `\($0.text)`" } ?? ""
                problems.append(
                    .init(.error, at: path, "expected \(ResourceIdentifier.rule), found `\(text)`\(nearest)"))
                continue
            }
            let places = (api.hosts.isEmpty ? [nil] : api.hosts.map { $0 }).map {
                MetadataPlace(host: $0, path: resource.metadataPath)
            }
            if let other = places.compactMap({ seen.updateValue(api.name, forKey: $0) }).first, other != api.name {
                problems.append(
                    .init(.error, at: path, "the metadata of `\(other)` is already at `\(resource.metadataPath)`"))
            }
            problems += doubts(about: resource, of: api)
        }
        return problems
    }

    private func doubts(about resource: ResourceIdentifier, of api: API) -> [CatalogueProblem] {
        let path = ["apis", api.name]
        var doubts: [CatalogueProblem] = []
        func warn(_ key: String, _ message: String) { doubts.append(.init(.warning, at: path + [key], message)) }
        if !api.listenPath.hasPrefix(resource.directory), !resource.directory.hasPrefix(api.listenPath) {
            warn(
                "resource",
                "its path is another one than `\(api.listenPath)`, where the API is reached; clients then refuse the"
                    + " metadata unless something before the gateway changes the paths")
        }
        if authorizationServers(of: api).isEmpty {
            warn("resource", "clients find nobody to ask for tokens: the keys of all issuers of the API are in files")
        }
        if let audiences = api.audiences, !audiences.contains(resource.text) {
            warn("audiences", "`\(resource.text)` is missing: clients ask for tokens for this `resource` (RFC 8707 §2)")
        }
        for name in api.issuers {
            guard let issuer = issuers.first(where: { $0.name == name }), case .oneOf(let names) = issuer.audiences,
                !names.contains(resource.text)
            else { continue }
            warn(
                "resource",
                "the issuer `\(name)` admits no token for it (RFC 8707 §2); add it to `issuers.\(name).audiences`")
        }
        return doubts
    }
}
