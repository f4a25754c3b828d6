public import Tollgate
internal import TollgateCatalogue

extension Configuration {
    /// What `gateway` says about the gate itself: the longest accepted token.
    ///
    /// Whoever makes a gate of a configuration passes it on: `Gate(catalogue: c.catalogue, configuration: c.gate)`.
    public var gate: Gate.Configuration { Gate.Configuration(maximumTokenBytes: gateway.maximumTokenBytes) }

    /// Warns of more connections than this machine lets one process have.
    static func checkConnections(
        _ gateway: GatewaySettings, descriptors: Int = DescriptorLimit.hard, _ problems: ProblemList,
        in file: FileIndex
    ) {
        let most = ConnectionBudget.mostProxied(descriptors: descriptors)
        guard let configured = gateway.maximumConnections, configured > most else { return }
        problems.add(
            CatalogueProblem(
                .warning, at: ["gateway", "max_connections"],
                "this machine lets a process have \(descriptors) open files, which is enough for \(most) connections "
                    + "with as many to upstreams: there will be no more; raise the limit (`ulimit -Hn`, LimitNOFILE=)"),
            in: file)
    }
}
