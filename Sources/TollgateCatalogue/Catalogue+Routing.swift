extension Catalogue {
    /// A listen path on one host, or on all hosts.
    private struct Place: Hashable {
        let host: HostPattern?
        let listenPath: String
    }

    /// Finds requests that two APIs would get, and servers that are no use.
    func routingProblems() -> [CatalogueProblem] { placeProblems() + serverProblems() + identityProblems() }

    private func identityProblems() -> [CatalogueProblem] {
        var problems: [CatalogueProblem] = []
        for api in apis {
            let path = ["apis", api.name, "identity_fields"]
            var seen: Set<String> = []
            for claim in api.identityClaims {
                if !IdentityClaim.isField(claim.field) {
                    problems.append(
                        .init(.error, at: path, "expected \(IdentityClaim.fieldRule), found `\(claim.field)`"))
                } else if !seen.insert(claim.field.lowercased()).inserted {
                    problems.append(
                        .init(.error, at: path + [claim.field], "the field is there twice, whatever its case"))
                }
                if claim.claim.isEmpty || !ClaimSyntax.isName(claim.claim) {
                    problems.append(.init(.error, at: path + [claim.field], "`\(claim.claim)` names no claim"))
                }
            }
            if api.identityClaims.count > IdentityClaim.mostClaims {
                problems.append(
                    .init(
                        .error, at: path,
                        "there are \(api.identityClaims.count) of them; at most \(IdentityClaim.mostClaims) are sent"))
            }
        }
        return problems
    }

    private func placeProblems() -> [CatalogueProblem] {
        var problems: [CatalogueProblem] = []
        var seen: [Place: String] = [:]
        for api in apis where !api.listenPath.isEmpty {
            let path = ["apis", api.name]
            guard !api.hosts.isEmpty else {
                if let other = seen.updateValue(api.name, forKey: Place(host: nil, listenPath: api.listenPath)) {
                    problems.append(
                        .init(.error, at: path + ["listen_path"], "`\(api.listenPath)` is already that of `\(other)`"))
                }
                continue
            }
            for (index, host) in api.hosts.enumerated() {
                guard let other = seen.updateValue(api.name, forKey: Place(host: host, listenPath: api.listenPath))
                else { continue }
                let message =
                    other == api.name
                    ? "`\(host)` is there twice" : "`\(api.listenPath)` on `\(host)` is already that of `\(other)`"
                problems.append(.init(.error, at: path + ["hosts", "\(index)"], message))
            }
        }
        return problems
    }

    private func serverProblems() -> [CatalogueProblem] {
        var problems: [CatalogueProblem] = []
        for api in apis {
            let path = ["apis", api.name]
            if api.upstream != nil, !api.upstreams.isEmpty {
                problems.append(
                    .init(
                        .error, at: path + ["upstreams"],
                        "there is `upstream` as well; write it as one of them, or leave them out"))
            }
            if api.upstreams.count > UpstreamServer.mostServers {
                problems.append(
                    .init(
                        .error, at: path + ["upstreams"],
                        "there are \(api.upstreams.count) of them; at most \(UpstreamServer.mostServers) are used"))
            }
            var seen: Set<String> = []
            for (index, server) in api.upstreams.enumerated() where !seen.insert(server.url).inserted {
                problems.append(
                    .init(
                        .error, at: path + ["upstreams", "\(index)", "url"],
                        "`\(server.url)` is there twice; give it a `weight` of 2 instead"))
            }
            if api.servers.count == 1, api.upstreamHealth != UpstreamHealth() {
                problems.append(
                    .init(
                        .warning, at: path + ["upstream_health"],
                        "it has no effect: where there is one server, no other can take its place"))
            }
        }
        return problems
    }
}
