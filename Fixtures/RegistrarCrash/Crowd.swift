import CrashWorld
import TollgateOutbound
import TollgateRegistrar
import TollgateSQLite

/// Many registrations at once, in a process that is not killed.
///
/// The tests start it as `RegistrarCrash <database> <issuer> crowd <count> <name> <plans>`. It prints a line for each
/// credential that it was given: the record, the client's identifier and its secret.
enum Crowd {
    /// They last as long as the process: they are not shut down.
    private static let clients = OutboundClients()

    static func register(_ arguments: [String]) async throws {
        guard let count = Int(arguments[4]) else { return }
        let (name, plans) = (arguments[5], arguments[6].split(separator: ",").map(String.init))
        var outbound = clients.client()
        outbound.deadline = .seconds(60)
        let registrar = Registrar(
            store: try SQLiteClientStore(path: arguments[1]),
            configuration: Registrar.Configuration(
                sealer: SecretSealer(current: try CrashWorld.sealingKey()), network: SingleNetwork(outbound),
                scopes: { CrashWorld.scopes }))
        await withTaskGroup(of: String.self) { group in
            for number in 0..<count {
                group.addTask {
                    do throws(RegistrationError) {
                        let credential = try await registrar.register(
                            application: "\(name)-\(number)", product: "payments", plan: plans[number % plans.count],
                            provider: "idp")
                        let secret = credential.clientSecret?.reveal() ?? ""
                        return "shown \(credential.recordID) \(credential.clientID) \(secret)"
                    } catch {
                        return "\(error.code) \(error)"
                    }
                }
            }
            for await line in group { print(line) }
        }
    }
}
