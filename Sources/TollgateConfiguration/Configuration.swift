public import Tollgate
internal import TollgateCatalogue

/// A configuration file that was read and found to be usable.
///
/// ```swift
/// do throws(ConfigurationError) {
///     let configuration = try Configuration(path: "tollgate.yaml")
///     let gate = Gate(catalogue: configuration.catalogue, configuration: configuration.gate)
/// } catch {
///     for problem in error.problems { print(problem) }
/// }
/// ```
public struct Configuration: Sendable {
    /// Its issuers, APIs, policies, products and plans.
    public var catalogue: CompiledCatalogue
    /// The settings of the gateway.
    package var gateway: GatewaySettings
    /// The kinds of clients that the registrar lets developers have; the gateway does not look at it.
    package var registrar: RegistrarSettings
    /// The warnings about it, in the order of the file.
    public let warnings: [ConfigurationProblem]

    /// Reads a configuration file.
    ///
    /// - Parameter path: The file's path.
    /// - Throws: ``ConfigurationError`` with every problem of the file; with one where it is not there, is a folder,
    ///   cannot be read, is longer than 16 MiB, or is not UTF-8.
    public init(path: String) throws(ConfigurationError) {
        try self.init(yaml: try ConfigurationFile.text(at: path), file: path)
    }

    /// Reads a configuration from a text.
    ///
    /// - Parameters:
    ///   - yaml: The text.
    ///   - file: The name that problems are reported under; paths in it are relative to its folder.
    /// - Throws: ``ConfigurationError`` with every problem of the text, where at least one of them is an error.
    public init(yaml: String, file: String) throws(ConfigurationError) {
        let problems = ProblemList(file: file)
        guard let root = problems.parse(yaml) else { throw ConfigurationError(problems: problems.sorted) }
        let decoder = CatalogueDecoder(problems: problems, folder: ConfigurationFile.folder(of: file))
        let (catalogue, gateway, registrar) = decoder.decode(root)
        let index = FileIndex(root)
        for problem in catalogue.problems() { problems.add(problem, in: index) }
        Self.checkKeys(catalogue, problems, in: index)
        Self.checkTLSFiles(catalogue, problems, in: index)
        Self.checkClientFeed(catalogue, gateway, problems, in: index)
        Self.checkConnections(gateway, catalogue.apis, problems, in: index)
        Self.checkListeners(gateway, problems, in: index)
        Self.checkAuthorizers(catalogue, gateway, problems, in: index)
        Self.checkListenerTLS(gateway, problems, in: index)
        guard !problems.hasErrors else { throw ConfigurationError(problems: problems.sorted) }
        do {
            self.catalogue = try CompiledCatalogue(catalogue)
        } catch {
            for problem in error.problems { problems.add(problem, in: index) }
            throw ConfigurationError(problems: problems.sorted)
        }
        self.gateway = gateway
        self.registrar = registrar
        warnings = problems.sorted
    }
}
