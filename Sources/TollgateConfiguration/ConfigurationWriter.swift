internal import Tollgate
internal import TollgateCatalogue
internal import Yams

/// Writes a configuration as it counts: with everything that the file leaves to the defaults of the gateway.
///
/// `Configuration` reads back the same. Secrets are not in it, only where they stand.
package enum ConfigurationWriter {
    /// Writes the catalogue and the gateway's settings.
    ///
    /// - Parameter configuration: The configuration.
    /// - Returns: YAML, with a line end at its end.
    /// - Throws: `YamlError` where Yams cannot write a text of it.
    package static func yaml(_ configuration: Configuration) throws -> String {
        let gateway = Node([(CatalogueNodes.text("gateway"), GatewayNodes.gateway(configuration.gateway))])
        let settings = try Yams.serialize(node: gateway, width: -1, allowUnicode: true)
        return settings + "\n" + (try CatalogueWriter().yaml(configuration.catalogue.source))
    }
}
