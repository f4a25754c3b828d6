internal import Tollgate
package import TollgateCatalogue

extension Configuration {
    /// Whether proxies ask at one of the listeners whether their requests may pass.
    package var isAuthorizer: Bool { gateway.listeners.contains { $0.authorizer != nil } }

    /// The APIs whose requests a gateway could not pass on; none where proxies ask, and pass them on themselves.
    ///
    /// - Parameter severity: An error for a gateway; a warning where it is not known yet what will read the catalogue.
    /// - Returns: A problem for each of them.
    package func proxyProblems(_ severity: CatalogueProblem.Severity) -> [CatalogueProblem] {
        isAuthorizer ? [] : catalogue.source.proxyProblems(severity)
    }

    /// Finds rules that nobody could keep, since a proxy tells an authorizer too little or takes too little from it;
    /// and warns of listeners at which anybody may ask.
    static func checkAuthorizers(
        _ catalogue: Catalogue, _ gateway: GatewaySettings, _ problems: ProblemList, in file: FileIndex
    ) {
        let authorizers = gateway.listeners.filter { $0.authorizer != nil }
        guard let first = authorizers.first else { return }
        for problem in problemsWithoutEnd(catalogue, first) { problems.add(problem, in: file) }
        for api in catalogue.apis where api.bounds.maximumBodyBytes != nil {
            problems.add(
                CatalogueProblem(
                    .error, at: ["apis", api.name, "max_body_bytes"],
                    "the authorizer at \(first.address) reads no bodies: set the limit in the proxy"), in: file)
        }
        if let traefik = authorizers.first(where: { $0.authorizer?.proxy == .traefik }) {
            for api in catalogue.apis {
                guard case .rules = api.crossOrigin else { continue }
                problems.add(
                    CatalogueProblem(
                        .error, at: ["apis", api.name, "cors"],
                        "Traefik, which asks at \(traefik.address), hands no field of an admission to the client: use "
                            + "its headers middleware"), in: file)
            }
        }
        for (index, listener) in gateway.listeners.enumerated() {
            guard let block = listener.authorizer?.peers.first(where: { AddressBlock($0)?.isEverything == true }) else {
                continue
            }
            problems.add(
                CatalogueProblem(
                    .warning, at: ["gateway", "listeners", "\(index)", "authorizer", "peers"],
                    "\(block) is everybody: whoever reaches the listener can try tokens, and use up what clients have"),
                in: file)
        }
    }

    /// The problems of limits that count from a request to the end of its response.
    private static func problemsWithoutEnd(
        _ catalogue: Catalogue, _ listener: ListenerSettings
    ) -> [CatalogueProblem] {
        let message =
            "the authorizer at \(listener.address) is not told when a response ends, so nobody could count the requests "
            + "in progress: limit them in the proxy"
        return catalogue.policies.flatMap { policy in
            let path = ["policies", policy.name]
            let places =
                (policy.limits.concurrency == nil ? [] : [path])
                + policy.limitsByAPI.filter { $0.value.concurrency != nil }.keys.sorted().map {
                    path + ["per_api", $0]
                }
            return places.map { CatalogueProblem(.error, at: $0 + ["concurrency"], message) }
        }
    }
}
