import CrashWorld
import TollgateOutbound
import TollgateRegistrar
import TollgateSQLite

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Does one operation of the registrar in a process of its own, which ends with SIGKILL at a named point.
///
/// The tests start it as `RegistrarCrash <database> <issuer> <operation> <record> <subscription> <point>`; with `trap`
/// behind that it ends with a trap, where the point is one at which it can.
@main
struct RegistrarCrash {
    /// The exit status after an operation that came to its end.
    private static let survived: Int32 = 3

    static func main() async {
        let arguments = CommandLine.arguments
        if arguments.count >= 7, arguments[3] == "crowd" {
            do {
                try await Crowd.register(arguments)
                exit(survived)
            } catch {
                print("\(error)")
                exit(1)
            }
        }
        guard arguments.count >= 7, let operation = CrashOperation(rawValue: arguments[3]) else {
            print("usage: RegistrarCrash <database> <issuer> <operation> <record> <subscription> <point>")
            exit(2)
        }
        let point = CrashPoint(rawValue: arguments[6])
        let outbound = OutboundClients().client()
        do {
            let store = MortalStore(
                store: try SQLiteClientStore(path: arguments[1]), operation: operation, point: point)
            let registrar = Registrar(
                store: store,
                configuration: Registrar.Configuration(
                    sealer: SecretSealer(current: try CrashWorld.sealingKey()),
                    network: SingleNetwork(
                        transport: MortalTransport(
                            client: outbound, operation: operation, point: point, traps: arguments.last == "trap"),
                        source: Discovery(client: outbound)), scopes: { CrashWorld.scopes },
                    tokenCheck: operation == .prove ? AcceptingTokenCheck() : nil))
            try await operation.run(registrar, record: arguments[4], subscription: arguments[5])
        } catch {
            print("\(error)")
            exit(1)
        }
        // The HTTP client is not shut down: the process is what ends.
        withExtendedLifetime(outbound) { exit(survived) }
    }
}
