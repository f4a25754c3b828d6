import NIOCore
import Tollgate
import TollgateConfiguration
import TollgateKeys

/// Serves with the APIs of a configuration.
///
///     swift run NIOServer Fixtures/quickstart/tollgate.yaml 8080
@main
struct Program {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        let configuration = try Configuration(path: arguments.first ?? "tollgate.yaml")
        let gate = Gate(catalogue: configuration.catalogue, configuration: configuration.gate)
        let server = try await ExampleServer.listen(gate, port: arguments.dropFirst().first.flatMap(Int.init) ?? 8080)
        if let address = server.localAddress { print("listening on \(address)") }
        try await KeyRefreshService(gate: gate).run()
    }
}
