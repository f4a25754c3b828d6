import ArgumentParser
import Foundation
import Logging
import Tollgate
import TollgateConfiguration
import TollgateCrypto
import TollgateKeys
import TollgateOutbound
import TollgateRegistrar
import TollgateSQLite

/// The options that every command of the registrar has.
struct RegistrarOptions: ParsableArguments {
    private static let variable = "TOLLGATE_SEALING_KEY"
    private static let keyBytes = 32

    @Option(name: .long, help: ArgumentHelp("The configuration file with products and plans.", valueName: "file"))
    var config: String

    @Option(name: .long, help: ArgumentHelp("The registrar's database.", valueName: "file"))
    var database: String

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The sealing key, 64 hexadecimal digits, in a file that others cannot read. Default:"
                + " $TOLLGATE_SEALING_KEY.", valueName: "file")
    )
    var keyFile: String?

    @Option(
        name: .long,
        help: ArgumentHelp("A key that was used before; may be repeated.", valueName: "file"))
    var olderKeyFile: [String] = []

    /// Runs `body` with a registrar, and closes its connections afterwards.
    ///
    /// - Parameters:
    ///   - creating: Whether a database that is not there is made; otherwise its name is taken for a mistake.
    ///   - body: The work.
    /// - Throws: `CommandFailure`, or what `body` throws.
    func withRegistrar(
        creating: Bool = false, _ body: (Registrar, SQLiteClientStore, CurrentCatalogue) async throws -> Void
    ) async throws {
        let configuration: Configuration
        do {
            configuration = try Configuration(path: config)
        } catch {
            throw CommandFailure.configuration(error)
        }
        let clientTypes = try configuration.registrar.registrarClientTypes()
        let (sealer, sealingKeys) = try sealer()
        let logger = Logger(label: "tollgate.registrar")
        let gate = Gate(
            catalogue: configuration.catalogue, registeredClients: .everyClient(), configuration: configuration.gate)
        let catalogue = CurrentCatalogue(configuration.catalogue.source, gate: gate)
        let keys = KeysOnDemand(KeyRefreshService(gate: gate, logger: logger))
        let clients = OutboundClients()
        do {
            let store = try open(creating: creating)
            let registrar = Registrar(
                store: store,
                configuration: Registrar.Configuration(
                    sealer: sealer, network: OutboundNetwork(clients: clients, logger: logger),
                    scopes: { catalogue.scopes }, clientTypes: clientTypes,
                    tokenCheck: GateTokenCheck(gate: gate, keys: keys), lossRule: configuration.registrar.lossRule))
            try await check(sealingKeys, registrar)
            try await body(registrar, store, catalogue)
        } catch {
            await keys.stop()
            try? await clients.shutdown()
            throw Self.failure(error)
        }
        await keys.stop()
        try await clients.shutdown()
    }

    private func open(creating: Bool) throws -> SQLiteClientStore {
        guard creating || FileManager.default.fileExists(atPath: database) else {
            throw CommandFailure.usage(
                "there is no database at \(database); `registrar serve`, `providers add` and `tokens add` make one")
        }
        do {
            return try SQLiteClientStore(path: database)
        } catch {
            throw CommandFailure.failed("the database \(database) cannot be used: \(error)")
        }
    }

    /// Refuses a key that did not seal this database, before anything is half done.
    private func check(_ keys: [String], _ registrar: Registrar) async throws {
        do {
            try await registrar.checkSealingKeys()
        } catch RegistrationError.sealing(.keyUnknown(let id)) {
            throw CommandFailure.usage(
                "\(database) is sealed with the key \(id), given is \(keys.joined(separator: ", ")): give that key with "
                    + "--key-file, or with --older-key-file if the key is being changed")
        }
    }

    /// The sealer, and the names of the keys that it has.
    private func sealer() throws -> (SecretSealer, keys: [String]) {
        let current: SealingKey
        if let keyFile {
            current = try Self.key(inFile: keyFile)
        } else if let text = ProcessInfo.processInfo.environment[Self.variable] {
            current = try Self.key(text, from: "$\(Self.variable)")
        } else {
            throw CommandFailure.usage("a sealing key is needed: --key-file FILE or $\(Self.variable)")
        }
        let older = try olderKeyFile.map(Self.key(inFile:))
        return (SecretSealer(current: current, older: older), ([current] + older).map(\.id))
    }

    private static func key(inFile path: String) throws -> SealingKey {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw CommandFailure.usage("the key file \(path) cannot be read")
        }
        // Whoever has it can open all that is sealed; what others can change, they can have been sealed with their own.
        if let exposure = SecretFile.exposure(of: path) {
            throw CommandFailure.usage(
                "the key file \(path): \(exposure), and with it open every secret in the database; `chmod 600 \(path)`, or"
                    + " put the key into $\(variable)")
        }
        return try key(text, from: path)
    }

    /// A key is named after its digest, so that what it sealed tells which one is needed.
    private static func key(_ text: String, from source: String) throws -> SealingKey {
        let digits = Array(text.trimmingCharacters(in: .whitespacesAndNewlines))
        let bytes = stride(from: 0, to: digits.count, by: 2).compactMap { index in
            index + 1 < digits.count ? UInt8(String(digits[index...index + 1]), radix: 16) : nil
        }
        guard digits.count == keyBytes * 2, bytes.count == keyBytes else {
            throw CommandFailure.usage("\(source): a sealing key is \(keyBytes * 2) hexadecimal digits")
        }
        let name = Hexadecimal.text(of: SHA256.digest(of: bytes.span).prefix(4))
        return try SealingKey(id: name, bytes: bytes)
    }

    private static func failure(_ error: any Error) -> any Error {
        switch error {
        case let error as RegistrationError: CommandFailure.failed(error.description)
        default: error
        }
    }
}
