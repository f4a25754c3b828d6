extension Catalogue {
    /// The APIs whose requests a gateway could not pass on: without `upstream`, only a server that answers itself can
    /// have them.
    ///
    /// - Parameter severity: An error for a gateway; a warning where it is not known yet what will read the catalogue.
    /// - Returns: A problem for each of them.
    package func proxyProblems(_ severity: CatalogueProblem.Severity) -> [CatalogueProblem] {
        apis.filter { $0.servers.isEmpty }.map { api in
            .init(
                severity, at: ["apis", api.name],
                "`upstream` is missing: `tollgate gateway` could not pass requests on; only a server that answers them"
                    + " itself can do without")
        }
    }
}
