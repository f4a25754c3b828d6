import ServerTesting
import Testing

@Suite(
    "grpcio's client and server talk through the gateway", .realServers, .serialized, .timeLimit(.minutes(5)),
    .enabled(if: ClientProgram.python.isInstalled, ClientProgram.python.reasonForSkipping))
struct GRPCClientTests {
    @Test("Calls, streams both ways, deadlines, and refusals with their status", arguments: [false, true])
    func talks(isTLS: Bool) async throws {
        let port = try LoopbackPort.free()
        let server = try ServerProcess(name: "greeter") { _ in
            .init(
                executable: ClientProgram.python.path ?? "",
                arguments: [ClientProgram.fixtures + "/greeter.py", "\(port)"])
        }
        defer { server.stop() }
        try await LoopbackPort.waitForListener(at: port)
        try await RealClientGateway.run(upstream: port, greeter: port) { gateway in
            let target = isTLS ? "localhost:\(gateway.tlsPort)" : "127.0.0.1:\(gateway.port)"
            let answer = try await ClientProgram.python.run(
                [
                    ClientProgram.fixtures + "/greet.py", target, gateway.token(),
                    gateway.token(scope: "product_payments once_plan", client: "few"),
                    gateway.token(scope: "free_plan"),
                ] + (isTLS ? [gateway.authority] : []))
            #expect(answer.status == 0)
            let lines = answer.text.split(separator: "\n").map(String.init)
            let expected = [
                "unary: hello world, caller client-1", "server stream: 1000", "client stream: a,b,c",
                "both: 0,1,2,3,4", "large: 1000006", "deadline passed on: True", "deadline over: status 4, ",
                "status of the server: status 5, no such greeting", "no token: status 16, ", "no right: status 7, ",
                "once: hello few", "twice: status 8, ", "server away: status 14, ",
            ]
            #expect(lines.count == expected.count, "\(answer.text)")
            for (line, expected) in zip(lines, expected) { #expect(line.hasPrefix(expected)) }
        }
    }
}
