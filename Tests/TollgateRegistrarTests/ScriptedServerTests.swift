import ServerTesting
import Testing

@Suite("The scripted server of the tests", .realServers)
struct ScriptedServerTests {
    @Test("A server that cannot have its port fails instead of waiting for ever", .timeLimit(.minutes(5)))
    func takenPort() async throws {
        try await GlewlwydServer().run { issuer in
            let authority = try #require(issuer.split(separator: "/").dropFirst().first)
            let port = try #require(authority.split(separator: ":").last.flatMap { Int($0) })
            await #expect(throws: (any Error).self) {
                try await GlewlwydServer().run(port: port) { _ in Issue.record("two servers have one port") }
            }
        }
    }
}
