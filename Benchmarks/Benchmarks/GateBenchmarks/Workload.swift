import CFloor
import Tollgate
import TollgateCatalogue
import TollgateTesting

/// The tokens, the gate and the floor of a measurement, made once before it begins.
final class Workload: @unchecked Sendable {
    // Used by one thread: the benchmark tool runs one benchmark after the other.
    /// A token, and what the floor needs of it.
    struct Item {
        let credential: BearerCredential
        let message: [UInt8]
        let signature: [UInt8]
    }

    let items: [Item]
    let gate: Gate
    let request: GateRequest
    let instant = Instant(unixSeconds: 1_700_000_000, monotonicNanoseconds: 1)
    private let floor: OpaquePointer

    /// So many different tokens of about 960 bytes, and a gate that remembers so many bytes of them.
    init(tokens count: Int, cacheBytes: Int) throws {
        let forge = try TokenForge()
        var catalogue = TestCatalogue.payments()
        catalogue.policies[1].limits = Limits(rate: .limited(requests: 1_000_000_000, seconds: 1))
        var configuration = Gate.Configuration()
        configuration.tokenCacheBytes = cacheBytes
        gate = Gate(catalogue: try GateCatalogue(catalogue), configuration: configuration)
        gate.keys.install(
            try KeySet(json: Array(TokenForge.keySet(forge).utf8)), issuer: 0, at: instant)
        let path = try RequestPath(target: "/payment-api/get")
        guard let api = gate.catalogue.api(for: path) else { throw Failure() }
        request = GateRequest(api: api, method: "GET", path: path)
        items = try (0..<count).map { number in
            let padding = String(repeating: "x", count: 170)
            let claims = TokenClaims().with("jti", "\"\(number)-\(padding)\"")
            let token = forge.token(payload: claims.json)
            guard let dot = token.utf8.lastIndex(of: UInt8(ascii: ".")) else { throw Failure() }
            let input = Array(token[..<dot].utf8)
            return Item(
                credential: BearerCredential(token: token[...]), message: input,
                signature: Array(try forge.signature(over: input)))
        }
        let made = forge.keyPair.modulus.withUnsafeBufferPointer { n in
            forge.keyPair.exponent.withUnsafeBufferPointer { e in
                floor_create(n.baseAddress, n.count, e.baseAddress, e.count)
            }
        }
        guard let made else { throw Failure() }
        floor = made
    }

    deinit { floor_destroy(floor) }

    /// Whether the floor verifies a token.
    func floorVerifies(_ item: Item) -> Bool {
        item.signature.withUnsafeBufferPointer { signature in
            item.message.withUnsafeBufferPointer { message in
                floor_verify(floor, signature.baseAddress, signature.count, message.baseAddress, message.count) == 1
            }
        }
    }

    /// Whether the gate admits a token.
    func gateAdmits(_ item: Item) -> Bool {
        if case .admit = gate.decide(item.credential, request, at: instant) { return true }
        return false
    }

    /// A workload that could not be made.
    struct Failure: Error {}
}
