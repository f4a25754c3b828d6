internal import TollgateCatalogue

extension Configuration {
    /// Warns of APIs that ask for registered clients where no source of them is configured, and of a token that every
    /// account of the machine can read.
    ///
    /// The former is no error: a gate that is linked into another gateway may be told by that.
    static func checkClientFeed(
        _ catalogue: Catalogue, _ gateway: GatewaySettings, _ problems: ProblemList, in file: FileIndex
    ) {
        if let feed = gateway.clientFeed {
            if let exposure = feed.token.exposure {
                let key = ConfigurationSection.gateway.key("client_feed", in: file.keys(of: ["gateway"]))
                problems.add(CatalogueProblem(.warning, at: ["gateway", key, "token", "file"], exposure), in: file)
            }
            return
        }
        for api in catalogue.apis where api.clients == .registered {
            problems.add(
                CatalogueProblem(
                    .warning, at: ["apis", api.name, "clients"],
                    "there is no `gateway.client_feed` to hear of registered clients from: the gateway will answer "
                        + "grants_unavailable"),
                in: file)
        }
    }
}
