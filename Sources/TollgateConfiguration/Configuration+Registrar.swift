internal import TollgateCatalogue

extension Configuration {
    /// Warns of APIs that ask for registered clients where nobody says which these are, and of a token that everybody
    /// can read.
    ///
    /// The former is no error: a gate that is linked into another gateway may be told by that.
    static func checkRegistrar(
        _ catalogue: Catalogue, _ gateway: GatewaySettings, _ problems: ProblemList, in file: FileIndex
    ) {
        if let registrar = gateway.registrar {
            if let exposure = registrar.token.exposure {
                problems.add(
                    CatalogueProblem(.warning, at: ["gateway", "registrar", "token", "file"], exposure), in: file)
            }
            return
        }
        for api in catalogue.apis where api.clients == .registered {
            problems.add(
                CatalogueProblem(
                    .warning, at: ["apis", api.name, "clients"],
                    "there is no `gateway.registrar` to hear of registered clients from: the gateway will answer "
                        + "grants_unavailable"),
                in: file)
        }
    }
}
