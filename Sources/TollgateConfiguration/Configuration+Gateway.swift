public import Tollgate
internal import TollgateCatalogue

extension Configuration {
    /// The configuration of the gate: the longest accepted token, and the memory for those that were verified.
    ///
    /// A gate that is made of a configuration needs it: `Gate(catalogue: c.catalogue, configuration: c.gate)`.
    public var gate: Gate.Configuration {
        var configuration = Gate.Configuration(maximumTokenBytes: gateway.maximumTokenBytes)
        configuration.tokenCacheBytes = gateway.tokenCacheBytes
        return configuration
    }

    /// Warns of more connections than this machine lets one process have.
    static func checkConnections(
        _ gateway: GatewaySettings, _ apis: [API] = [], descriptors: Int = DescriptorLimit.hard,
        _ problems: ProblemList,
        in file: FileIndex
    ) {
        let most = ConnectionBudget.mostProxied(descriptors: descriptors)
        let configured =
            [
                (["gateway", "max_connections"], gateway.maximumConnections),
                (["gateway", "upstream", "max_connections"], gateway.upstream.maximumConnections),
            ] + apis.map { (["apis", $0.name, "max_upstream_connections"], $0.bounds.maximumConnections) }
        for (path, maximum) in configured {
            guard let maximum, maximum > most else { continue }
            problems.add(
                CatalogueProblem(
                    .warning, at: path,
                    "this machine lets a process have \(descriptors) open files, which is enough for \(most) "
                        + "connections with as many to upstreams: there will be no more; raise the limit (`ulimit "
                        + "-Hn`, LimitNOFILE=)"),
                in: file)
        }
    }
}
