public import Tollgate
internal import TollgateCatalogue

/// A configuration file that was read and found to be usable.
public struct Configuration: Sendable {
    /// Its issuers, APIs, policies, products and plans.
    public var catalogue: GateCatalogue
    /// Where the gateway listens.
    public var gateway: GatewaySettings
    /// Which kinds of clients the registrar lets developers have; the gateway does not look at it.
    public var registrar: RegistrarRules
    /// What looks wrong in it.
    public let warnings: [ConfigurationProblem]

    /// Reads a configuration file.
    ///
    /// - Parameter path: The file's path.
    /// - Throws: `ConfigurationError` with every problem of the file.
    public init(path: String) throws(ConfigurationError) {
        try self.init(yaml: try ConfigurationFile.text(at: path), file: path)
    }

    /// Reads a configuration from a text.
    ///
    /// - Parameters:
    ///   - yaml: The text.
    ///   - file: The name that problems are reported under; paths in it are relative to its folder.
    /// - Throws: `ConfigurationError` with every problem of the text.
    public init(yaml: String, file: String) throws(ConfigurationError) {
        let problems = ProblemList(file: file)
        guard let root = problems.parse(yaml) else { throw ConfigurationError(problems: problems.sorted) }
        let decoder = CatalogueDecoder(problems: problems, folder: ConfigurationFile.folder(of: file))
        let (catalogue, gateway, registrar) = decoder.decode(root)
        let index = FileIndex(root)
        for problem in catalogue.problems() { problems.add(problem, in: index) }
        Self.checkKeys(catalogue, problems, in: index)
        Self.checkTLSFiles(catalogue, problems, in: index)
        Self.checkRegistrar(catalogue, gateway, problems, in: index)
        Self.checkConnections(gateway, problems, in: index)
        guard !problems.hasErrors else { throw ConfigurationError(problems: problems.sorted) }
        do {
            self.catalogue = try GateCatalogue(catalogue)
        } catch {
            for problem in error.problems { problems.add(problem, in: index) }
            throw ConfigurationError(problems: problems.sorted)
        }
        self.gateway = gateway
        self.registrar = registrar
        warnings = problems.sorted
    }
}
