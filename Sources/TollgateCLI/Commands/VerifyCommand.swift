import ArgumentParser
import Foundation
import Tollgate
import TollgateCatalogue
import TollgateKeys

/// The command `tollgate verify`.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check tokens from standard input, one a line, against a key set.",
        discussion: """
            For each line one JSON object is printed: {"verdict":"admit","claims":…} or \
            {"verdict":"reject","code":…,"status":…}. Signature and claims are checked as the gateway does it; \
            scopes, policies and limits are not, because they belong to an API (see `tollgate explain`).

            Exit status: 0 if every token was admitted, 1 if one was rejected, 2 if the command line, the key set \
            or the input is wrong.

            Example:
              tollgate verify --jwks jwks.json --issuer https://idp.example < tokens.txt
            """)

    @Option(name: .long, help: ArgumentHelp("A JWKS document (RFC 7517).", valueName: "file"))
    var jwks: String

    @Option(name: .long, help: ArgumentHelp("What `iss` must be, byte for byte.", valueName: "url"))
    var issuer: String

    @Option(
        name: .long,
        help: ArgumentHelp("What `aud` must contain; any of several. Default: not checked.", valueName: "audience"))
    var audience: [String] = []

    @Option(
        name: .long,
        help: ArgumentHelp("The time to check against, in seconds since 1970. Default: now.", valueName: "epoch"))
    var now: Int64?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The longest accepted token, up to 65536, as `gateway.max_token_bytes` has it.", valueName: "bytes"))
    var maxTokenBytes: Int = Gate.Configuration().maximumTokenBytes

    func validate() throws {
        guard (1...65_536).contains(maxTokenBytes) else {
            throw ValidationError("--max-token-bytes must lie between 1 and 65536")
        }
        if let now, !(0...253_402_300_799).contains(now) {
            throw ValidationError("--now must lie between 0 and 253402300799 (the end of the year 9999)")
        }
    }

    func run() async throws {
        let gate = try makeGate()
        var instant = Instant.now()
        if let now { instant.unixSeconds = now }
        do {
            let keySet = try KeyFetcher.keySet(inFile: jwks)
            for slot in gate.catalogue.issuerSlots { gate.keys.install(keySet, issuer: slot, at: instant) }
        } catch {
            throw CommandFailure.usage("--jwks: \(error)")
        }
        var isEveryTokenAdmitted = true
        var count = 0
        while let line = readLine(strippingNewline: true) {
            let token = line.last == "\r" ? line.dropLast() : line[...]
            if token.isEmpty { continue }
            count += 1
            let verdict = TokenVerdict(token, gate: gate, at: instant)
            if !verdict.isAdmitted { isEveryTokenAdmitted = false }
            StandardOutput.write(verdict.json)
        }
        guard count > 0 else {
            throw CommandFailure.usage("there is no token on standard input; one a line is expected")
        }
        if !isEveryTokenAdmitted { throw ExitCode.failure }
    }

    private func makeGate() throws -> Gate {
        let issuer = Issuer(
            name: "issuer", issuer: issuer, audiences: audience.isEmpty ? .any : .oneOf(audience), keys: .file(jwks))
        do {
            let catalogue = try CompiledCatalogue(Catalogue(issuers: [issuer]))
            return Gate(
                catalogue: catalogue, keys: KeyStore(catalogue, isFixed: true),
                configuration: .init(maximumTokenBytes: maxTokenBytes))
        } catch {
            throw CommandFailure.usage(error.description)
        }
    }
}
