import Hummingbird
import Tollgate
import TollgateConfiguration
import TollgateHummingbird
import TollgateKeys
import TollgateTesting

/// The program that the README and the article about embedding show, so that it cannot stop compiling unnoticed.
func documentedProgram() async throws {
    // program begins
    let configuration = try Configuration(path: "tollgate.yaml")
    let gate = Gate(catalogue: configuration.catalogue, configuration: configuration.gate)
    let router = Router(context: BasicGateRequestContext.self)
    router.add(middleware: GateMiddleware(gate: gate))
    router.get("/payment-api/get") { _, context in
        "hello \(context.admission?.clientID ?? "")"
    }
    let app = Application(router: router, services: [KeyRefreshService(gate: gate)])
    try await app.runService()
    // program ends
}
