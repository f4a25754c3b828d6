import ArgumentParser
import Logging
import Tollgate
import TollgateCatalogue
import TollgateConfiguration
import TollgateEncoding
import TollgateKeys
import TollgateOutbound

/// The command `tollgate keys`.
struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Show the keys of each issuer, and why some of them are not used.",
        discussion: """
            With --config the keys are fetched now, as a gateway fetches them. With --admin a running gateway is \
            asked how its keys stand: how old they are, when they are fetched next, and why the last fetch failed.

            Exit status: 0 if tokens of every issuer shown can be verified, 1 if not or if the gateway does not \
            answer, 2 if the command line or the configuration is wrong.

            Examples:
              tollgate keys --config tollgate.yaml
              tollgate keys --config tollgate.yaml --issuer portal --json
              tollgate keys --admin http://127.0.0.1:9901
            """)

    /// The most bytes of an answer: enough for a gateway with many issuers and a hundred keys each.
    private static let maximumAnswerBytes = 16 * 1024 * 1024

    @Option(name: .long, help: ArgumentHelp("The configuration file.", valueName: "file"))
    var config: String?

    @Option(
        name: .long,
        help: ArgumentHelp("The admin server of a running gateway, instead of --config.", valueName: "url"))
    var admin: String?

    @Option(name: .long, help: ArgumentHelp("Only this issuer, by its name in the configuration.", valueName: "name"))
    var issuer: String?

    @Flag(name: .long, help: "Print one JSON document.")
    var json = false

    func validate() throws {
        guard (config == nil) != (admin == nil) else {
            throw ValidationError("give either --config FILE or --admin URL")
        }
    }

    func run() async throws {
        let report = try await report()
        StandardOutput.write(json ? try report.json() : KeyReportText(report).text)
        if !report.isUsable { throw ExitCode.failure }
    }

    /// The state of the keys.
    func report() async throws -> KeyReport {
        if let config { return try await fetch(issuersIn: config) }
        return try await ask(admin ?? "")
    }

    /// Fetches the keys of the chosen issuers, and of no others.
    private func fetch(issuersIn path: String) async throws -> KeyReport {
        let source: Catalogue
        do {
            source = try Configuration(path: path).catalogue.source
        } catch {
            throw CommandFailure.configuration(error)
        }
        let catalogue = Catalogue(issuers: try chosen(from: source.issuers, in: path, name: \.name))
        let gate = Gate(catalogue: try CompiledCatalogue(catalogue))
        let service = KeyRefreshService(gate: gate, logger: Logger(label: "tollgate") { _ in SwiftLogNoOpLogHandler() })
        _ = try await service.loadAll()
        // What APIs make of the keys can only be told of all issuers together.
        return KeyReport(gate.keys, issuer == nil ? source : catalogue, at: .now())
    }

    /// Asks a gateway's admin server.
    private func ask(_ url: String) async throws -> KeyReport {
        let clients = OutboundClients()
        // The address is the operator's, and nothing secret is sent there.
        let client = clients.client(
            for: ConnectionSettings(allowsHTTP: true), maximumBodyBytes: Self.maximumAnswerBytes)
        let base = url.hasSuffix("/") ? String(url.dropLast()) : url
        let result: Result<OutboundResponse, OutboundError>
        do throws(OutboundError) {
            result = .success(try await client.send(OutboundRequest(url: base + "/keys")))
        } catch {
            result = .failure(error)
        }
        try await clients.shutdown()
        switch result {
        case .failure(.invalidURL):
            throw CommandFailure.usage(
                "--admin: an http or https URL such as http://127.0.0.1:9901 is expected, found `\(url)`")
        case .failure(let error): throw CommandFailure.failed("--admin: \(error)")
        case .success(let response):
            guard response.status == 200, var report = try? KeyReport(json: response.body) else {
                throw CommandFailure.failed(
                    "--admin: \(base)/keys answered with status \(response.status) and something that a gateway's "
                        + "admin server does not say; is it the address of `admin_listen`?")
            }
            report.issuers = try chosen(from: report.issuers, in: base, name: \.name)
            if let issuer { report.warnings.removeAll { $0.path != "issuers.\(issuer).keys" } }
            return report
        }
    }

    /// All, or the one that `--issuer` names.
    private func chosen<Value>(from all: [Value], in place: String, name: KeyPath<Value, String>) throws -> [Value] {
        guard let issuer else { return all }
        let found = all.filter { $0[keyPath: name] == issuer }
        guard found.isEmpty else { return found }
        let known = all.map { VisibleText.of($0[keyPath: name]) }.joined(separator: ", ")
        throw CommandFailure.usage("--issuer: there is no issuer `\(issuer)` in \(place) (known: \(known))")
    }
}
