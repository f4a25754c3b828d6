import Foundation
import NIOCore
import Tollgate
import TollgateCatalogue
import TollgateTesting

/// The keys and tokens that servers and clients of a measurement share.
enum Material {
    /// Writes keys and tokens of about 1 KB that stay valid, each of a client of its own.
    static func write(to directory: String, count: Int) throws {
        let forge = try TokenForge()
        try Data("{\"keys\":[\(forge.webKey)]}".utf8).write(to: URL(fileURLWithPath: directory + "/keys.json"))
        let roles = (0..<31).map { "\"role-\($0)\"" }.joined(separator: ",")
        let tokens = (0..<count).map { number in
            forge.token(
                payload: TokenClaims(client: "client-\(number)", now: Instant.now().unixSeconds)
                    .with("exp", "4000000000").with("realm_access", "{\"roles\":[\(roles)]}").json)
        }
        let text = tokens.joined(separator: "\n") + "\n"
        try Data(text.utf8).write(to: URL(fileURLWithPath: directory + "/tokens.txt"))
    }

    /// A gate with these keys, whose limits no measurement reaches.
    static func gate(in directory: String, cacheBytes: Int?) throws -> Gate {
        var source = TestCatalogue.payments()
        source.policies[1].limits = Limits(
            rate: .limited(requests: 2_000_000_000, seconds: 1),
            quota: .limited(maximum: 2_000_000_000, window: .seconds(86_400)))
        var configuration = Gate.Configuration()
        if let cacheBytes { configuration.tokenCacheBytes = cacheBytes }
        let gate = Gate(catalogue: try CompiledCatalogue(source), configuration: configuration)
        let keys = try KeySet(json: [UInt8](Data(contentsOf: URL(fileURLWithPath: directory + "/keys.json"))))
        for slot in gate.catalogue.issuerSlots { gate.keys.install(keys, issuer: slot, at: .now()) }
        return gate
    }

    /// Says where a server listens, to the program that has started it.
    static func tell(_ address: SocketAddress?) {
        print("port \(address?.port ?? 0)")
        fflush(nil)
    }

    static let answer = "{\"answer\":\"the same to everybody\"}\n"
}
