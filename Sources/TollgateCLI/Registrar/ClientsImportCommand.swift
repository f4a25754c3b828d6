import ArgumentParser
import Foundation
import Synchronization
import Tollgate
import TollgateCatalogue
import TollgateEncoding
import TollgateRegistrar
import TollgateRegistrarAPI

/// The command `tollgate registrar clients import`.
struct ClientsImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Register many clients from a file of JSON lines, or of one JSON array.",
        discussion: """
            Each line is an object with `key`, `application`, `owner`, `product` and `plan`, and, where they are \
            wanted, `client_type`, `redirect_uris`, `starts_at` and `ends_at` (Unix seconds, or as in \
            2026-12-31T00:00:00Z). With `adopt`, an object with `client_id`, `registration_client_uri` and \
            `registration_access_token`, a client that the provider has already is taken over: it is read there, and \
            not changed; `client_secret` is for its owner to reveal and may be left out. Every line is checked before the first client is registered. The key is yours: \
            running the same file again registers what is missing, and leaves alone what is there.

            Exit status: 0 if every line is fulfilled, 1 if one failed, 2 if one is wrong, before anything was done.

            Example:
              {"key": "crm-17", "application": "Shop", "owner": "ann@shop.example", "product": "payments", "plan": "free"}
            """)

    /// The outcome of one line.
    private struct Row: Encodable {
        var line: Int
        var key: String
        var result: String
        var client: String?
        var request: String?
        var applicationId: String?
        var warnings: [String]?
        var error: String?

        /// For a person.
        var text: String {
            let end = error ?? client ?? request ?? ""
            let warnings = (warnings ?? []).map { "; warning: \($0)" }.joined()
            return VisibleText.of("line \(line)  \(key)  \(result)  \(end)\(warnings)")
        }
    }

    @OptionGroup var options: RegistrarOptions
    @Argument(help: ArgumentHelp("The file; - for standard input.", valueName: "file"))
    var file: String
    @Flag(name: .long, help: "Only check the lines.")
    var check = false
    @Flag(name: .long, help: "Print one JSON object for each line.")
    var json = false

    func run() async throws {
        let lines = try Self.items(in: try JSONInput(file))
        let items = lines.map(\.item)
        try await options.withRegistrar { registrar, _, _ in
            let defects = try await registrar.checkImport(items)
            guard defects.isEmpty else {
                throw Self.failure(
                    file, defects.map { (lines[$0.key].line, $0.value) }.sorted { $0.0 < $1.0 })
            }
            guard !check else { return StandardError.write("\(file): \(items.count) lines, nothing is wrong") }
            let failed = Mutex(0)
            let progress = TerminalProgress.show("import")
            try await registrar.importClients(items, by: "command line") { index, outcome in
                let row = Self.row(lines[index].line, items[index], outcome)
                if row.error != nil { failed.withLock { $0 += 1 } }
                TerminalProgress.clear()
                StandardOutput.write(json ? Self.compact(row) : row.text)
                progress(ReconcileProgress(done: index + 1, total: items.count))
            }
            let count = failed.withLock { $0 }
            guard count == 0 else {
                throw CommandFailure.failed("\(count) of \(items.count) lines failed; run this again for them")
            }
        }
    }

    /// The items, each with the number of its line.
    private static func items(in input: JSONInput) throws -> [(line: Int, item: ClientImportItem)] {
        var items: [(line: Int, item: ClientImportItem)] = []
        var defects: [(Int, String)] = []
        for (line, value) in try input.elements() {
            guard var members = value.object else {
                defects.append((line, "a JSON object is expected"))
                continue
            }
            for name in ["starts_at", "ends_at"] { members[name] = members[name].map(time) }
            do {
                items.append((line, try ClientImportItem(members: members)))
            } catch {
                defects.append((line, error.description))
            }
        }
        guard defects.isEmpty else { throw failure(input.name, defects) }
        return items
    }

    /// A date as text becomes Unix seconds; anything else is left for the reader to refuse.
    private static func time(_ value: JSONValue) -> JSONValue {
        guard let text = value.string, let date = try? Date(text, strategy: .iso8601) else { return value }
        return .integer(Int64(date.timeIntervalSince1970))
    }

    private static func failure(_ name: String, _ defects: [(line: Int, reason: String)]) -> CommandFailure {
        CommandFailure(
            message: defects.map { "\(name):\($0.line): error: \(VisibleText.of($0.reason))" }
                .joined(separator: "\n"), exitCode: CommandFailure.usage)
    }

    private static func row(
        _ line: Int, _ item: ClientImportItem, _ outcome: Result<ClientImportOutcome, RegistrationError>
    ) -> Row {
        switch outcome {
        case .success(let done):
            Row(
                line: line, key: item.key, result: done.result.rawValue, client: done.client, request: done.request,
                applicationId: done.application, warnings: done.warnings.isEmpty ? nil : done.warnings)
        case .failure(let error): Row(line: line, key: item.key, result: "failed", error: error.description)
        }
    }

    private static func compact(_ row: Row) -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(row)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}
