extension Catalogue {
    /// Upgrades that no gateway could make, or that would lead past the gate.
    func upgradeProblems() -> [CatalogueProblem] {
        apis.flatMap { api -> [CatalogueProblem] in
            let path = ["apis", api.name]
            var problems: [CatalogueProblem] = []
            if api.upgrades.count > UpgradeProtocol.mostNames {
                problems.append(
                    .init(
                        .error, at: path + ["upgrades"], "at most \(UpgradeProtocol.mostNames) protocols may be named"))
            }
            for (index, name) in api.upgrades.enumerated() {
                let place = path + ["upgrades", "\(index)"]
                if !UpgradeProtocol.isName(name) {
                    problems.append(.init(.error, at: place, "expected \(UpgradeProtocol.rule), found `\(name)`"))
                } else if UpgradeProtocol.carriesRequests(name) {
                    problems.append(
                        .init(
                            .error, at: place,
                            "`\(name)` carries requests of HTTP, none of which would be decided about; take it out"))
                }
            }
            if !api.upgrades.isEmpty, api.upstreamProtocol == .http2 {
                problems.append(
                    .init(
                        .error, at: path + ["upgrades"],
                        "a connection with `upstream_protocol: http2` cannot be upgraded; leave out one of both"))
            }
            guard let entry = api.webSocketToken else { return problems }
            if !WebSocketTokenEntry.isName(entry.name) {
                problems.append(
                    .init(
                        .error, at: path + ["websocket_token", "protocol"],
                        "expected \(WebSocketTokenEntry.nameRule), found `\(entry.name)`"))
            }
            if !api.upgrades.contains(UpgradeProtocol.webSocket) {
                problems.append(
                    .init(
                        .warning, at: path + ["websocket_token"],
                        "it is for connections that are upgraded to `websocket`; add `upgrades: [websocket]`"))
            }
            return problems
        }
    }
}
