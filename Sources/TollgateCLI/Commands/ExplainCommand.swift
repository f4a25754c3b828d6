import ArgumentParser
import Foundation
import Logging
import Tollgate
import TollgateCatalogue
import TollgateConfiguration
import TollgateKeys

/// The command `tollgate explain`.
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say what would become of a request, step by step.",
        discussion: """
            With --token the keys are fetched as the gateway does it, and every check runs on the token. With \
            --scopes the token is left out, and the checks from the scopes on run as if a valid token carried them. \
            It is the same code as the request path; nothing is charged to any limit. Told are the checks, what each \
            scope brought, which policy decided each merged field, the answer with its header fields, and what would \
            have to change.

            Exit status: 0 if the request would be admitted, 1 if not, 2 if something is wrong with the command line \
            or the configuration.

            Examples:
              tollgate explain --config F --path /payment-api/get --token token.jwt
              tollgate explain --config F --api payments --path /get --scopes "a b" --json
            """)

    @Option(name: .long, help: ArgumentHelp("The configuration file.", valueName: "file"))
    var config: String

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The API. With it, --path is the path below its listen_path; without, the whole path.", valueName: "name"))
    var api: String?

    @Option(name: .long, help: ArgumentHelp("The method.", valueName: "method"))
    var method: String = "GET"

    @Option(name: .long, help: ArgumentHelp("The path of the request.", valueName: "path"))
    var path: String

    @Option(
        name: .long,
        help: ArgumentHelp("The host that is asked, for APIs with `hosts`; without --api.", valueName: "host"))
    var host: String?

    @Option(name: .long, help: ArgumentHelp("A file with the token, or - for standard input.", valueName: "file"))
    var token: String?

    @Option(name: .long, help: ArgumentHelp("Scopes, separated by spaces, instead of a token.", valueName: "scopes"))
    var scopes: String?

    @Option(name: .long, help: ArgumentHelp("The client, together with --scopes.", valueName: "id"))
    var client: String = "somebody"

    @Flag(name: .long, help: "Print JSON.")
    var json = false

    func validate() throws {
        guard (token == nil) != (scopes == nil) else {
            throw ValidationError("give either --token FILE or --scopes \"…\"")
        }
    }

    func run() async throws {
        let configuration: Configuration
        do {
            configuration = try Configuration(path: config)
        } catch {
            throw CommandFailure.configuration(error)
        }
        let gate = Gate(
            catalogue: configuration.catalogue, registeredClients: .everyClient(), configuration: configuration.gate)
        let request = try request(in: gate.catalogue)
        let now = Instant.now()
        let explanation: Explanation
        let token = try token.map(Self.readToken)
        var sentence: String?
        if let token {
            explanation = try await explain(token, request, gate, at: now)
            sentence = explanation.rejection.flatMap {
                gate.explanation(of: $0, for: BearerCredential(token: Substring(token)))
            }
        } else {
            let scopes = (scopes ?? "").split(separator: " ").map(String.init)
            explanation = gate.explain(scopes: scopes, client: client, request, at: now)
        }
        let report = ExplanationReport(
            explanation, request, advice: Advice(explanation, request, gate: gate, at: now, token: token).lines,
            sentence: sentence, unixSeconds: now.unixSeconds)
        StandardOutput.write(json ? try JSONOutput.of(report) : report.text)
        if report.code != nil { throw ExitCode.failure }
    }

    private func request(in catalogue: CompiledCatalogue) throws -> GateRequest {
        var target = path
        do {
            if let api {
                guard let found = catalogue.api(named: api) else {
                    let known = catalogue.apis.map(\.name).joined(separator: ", ")
                    throw CommandFailure.usage("there is no API `\(api)` in \(config) (known: \(known))")
                }
                let below = path.hasPrefix("/") ? String(path.dropFirst()) : path
                target = found.source.listenPath + below
                return GateRequest(
                    api: found, method: method, path: try catalogue.path(target: target, host: found.exampleHost))
            }
            let path = try catalogue.path(target: target, host: host)
            guard let found = catalogue.api(for: path, host: host) else {
                let known = catalogue.apis.map { api in
                    let hosts = api.source.hosts.map(\.description).joined(separator: " or ")
                    return "\(hosts)\(api.source.listenPath) (\(api.name))"
                }
                throw CommandFailure.usage(
                    "no API lies at \(host ?? "")\(self.path); listen paths: \(known.joined(separator: ", "))")
            }
            return GateRequest(api: found, method: method, path: path)
        } catch let error as PathFault {
            let refusal = PathRefusal(target: target, error, in: catalogue)
            StandardOutput.write(json ? try JSONOutput.of(refusal) : refusal.text)
            throw ExitCode.failure
        }
    }

    private func explain(
        _ token: String, _ request: GateRequest, _ gate: Gate, at instant: Instant
    ) async throws -> Explanation {
        let service = KeyRefreshService(gate: gate, logger: Logger(label: "tollgate") { _ in SwiftLogNoOpLogHandler() })
        let failures = try await service.loadAll()
        for failure in failures {
            StandardError.write("warning: no keys of `\(failure.issuer)`: \(failure.reason)")
        }
        var explanation = gate.explain(BearerCredential(token: Substring(token)), request, at: instant)
        if explanation.wait != nil {
            let admitted = request.api.source.issuers
            explanation.explanation.markKeyNotFound(isFetchFailing: failures.contains { admitted.contains($0.issuer) })
        }
        return explanation.explanation
    }

    private static func readToken(_ path: String) throws -> String {
        let data: Data?
        if path == "-" {
            data = try? FileHandle.standardInput.readToEnd()
        } else {
            data = try? Data(contentsOf: URL(fileURLWithPath: path))
        }
        guard let data else { throw CommandFailure.usage("--token: the file \(path) cannot be read") }
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
