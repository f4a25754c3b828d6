import CFloor
import CLibJWTDecode
public import Tollgate
public import TollgateCatalogue
public import TollgateTesting

/// The tokens, the gate and the floor of a measurement, made once before it begins.
public final class Workload: @unchecked Sendable {
    // The floor belongs to one thread; everything else may be used by any number of them.

    /// The tokens.
    public let items: [WorkloadItem]
    /// A gate that admits them.
    public let gate: Gate
    /// What they are used for.
    public let request: GateRequest
    /// When: the tokens expire a day later, so that libraries which read the clock themselves accept them too.
    public let instant: Instant
    /// The modulus and the exponent of the key, big-endian.
    public let publicKey: (modulus: [UInt8], exponent: [UInt8])
    /// The `kid` of the key.
    public let keyID: String

    private let publicKeyPEM: [UInt8]
    private let floor: OpaquePointer

    /// So many different tokens of about 960 bytes, and a gate that remembers so many bytes of them.
    ///
    /// - Parameters:
    ///   - count: How many tokens.
    ///   - clients: How many clients they belong to, in turn.
    ///   - issuers: How many issuers they are of, in turn; each has one key.
    ///   - cacheBytes: How many bytes of tokens the gate remembers.
    ///   - catalogue: What the gate decides by. Default: that of the quickstart, with a rate that nobody reaches.
    /// - Throws: What making keys, catalogue and tokens throws.
    public init(
        tokens count: Int, clients: Int = 1, issuers: Int = 1, cacheBytes: Int,
        catalogue: Catalogue = Workload.catalogue()
    ) throws {
        let forges = try (1...issuers).map { try TokenForge(keyID: "key-\($0)") }
        let forge = forges[0]
        let instant = Instant(unixSeconds: Instant.now().unixSeconds, monotonicNanoseconds: 1)
        self.instant = instant
        var catalogue = catalogue
        catalogue.issuers = forges.indices.map { Self.issuer($0) }
        catalogue.apis[0].issuers = catalogue.issuers.map(\.name)
        var configuration = Gate.Configuration()
        configuration.tokenCacheBytes = cacheBytes
        gate = Gate(catalogue: try CompiledCatalogue(catalogue), configuration: configuration)
        for (slot, forge) in zip(gate.catalogue.issuerSlots, forges) {
            gate.keys.install(
                try KeySet(json: Array(TokenForge.keySet(forge).utf8)), issuer: slot, at: instant)
        }
        let path = try RequestPath(target: "/payment-api/get")
        guard let api = gate.catalogue.api(for: path) else { throw Failure() }
        request = GateRequest(api: api, method: "GET", path: path)

        publicKey = (forge.modulus, forge.exponent)
        keyID = forge.keyID
        let made = floor_create(
            publicKey.modulus, publicKey.modulus.count, publicKey.exponent, publicKey.exponent.count)
        guard let floor = made else { throw Failure() }
        self.floor = floor
        publicKeyPEM = [UInt8](unsafeUninitializedCapacity: 4_096) { pem, count in
            count = floor_public_pem(floor, pem.baseAddress, pem.count)
        }
        items = try (0..<count).map { number in
            let issuer = number % issuers
            return try Self.item(
                number, issuer: Self.issuer(issuer).issuer, client: "client-\(number % clients + 1)",
                of: forges[issuer], floor, at: instant)
        }
    }

    /// The issuer at a place; the first one is that of the test catalogue.
    private static func issuer(_ place: Int) -> Issuer {
        Issuer(
            name: place == 0 ? "portal" : "portal-\(place)",
            issuer: TestCatalogue.issuer + (place == 0 ? "" : "-\(place)"), audiences: .any)
    }

    deinit { floor_destroy(floor) }

    private static func item(
        _ number: Int, issuer: String, client: String, of forge: TokenForge, _ floor: OpaquePointer, at instant: Instant
    ) throws -> WorkloadItem {
        let padding = String(repeating: "x", count: 170)
        let claims = TokenClaims(issuer: issuer, client: client, now: instant.unixSeconds)
            .with("exp", "\(instant.unixSeconds + 86_400)").with("jti", "\"\(number)-\(padding)\"")
        let token = forge.token(payload: claims.json)
        guard let dot = token.utf8.lastIndex(of: UInt8(ascii: ".")) else { throw Failure() }
        let input = Array(token[..<dot].utf8)
        let digest = [UInt8](unsafeUninitializedCapacity: Int(FLOOR_DIGEST_LENGTH)) { digest, count in
            count = floor_digest(floor, input, input.count, digest.baseAddress) == 1 ? digest.count : 0
        }
        return WorkloadItem(
            text: token, message: input, signature: try forge.signature(over: input), digest: digest)
    }

    /// Whether the floor verifies a token.
    public func floorVerifies(_ item: WorkloadItem) -> Bool {
        floor_verify(floor, item.signature, item.signature.count, item.message, item.message.count) == 1
    }

    /// The floor's first half alone: whether it could take the digest.
    public func floorDigests(_ item: WorkloadItem) -> Bool {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Int(FLOOR_DIGEST_LENGTH)) { digest in
            floor_digest(floor, item.message, item.message.count, digest.baseAddress) == 1
        }
    }

    /// The floor's second half alone: whether RSA says that the signature is that of the digest.
    public func floorVerifiesDigest(_ item: WorkloadItem) -> Bool {
        floor_verify_digest(floor, item.signature, item.signature.count, item.digest) == 1
    }

    /// Whether the gate admits a token.
    public func gateAdmits(_ item: WorkloadItem) -> Bool {
        if case .admit = gate.decide(item.credential, request, at: instant) { return true }
        return false
    }

    /// Whether libjwt accepts a token.
    public func libjwtAccepts(_ token: String) -> Bool {
        libjwt_accepts(token, publicKeyPEM, publicKeyPEM.count) == 1
    }

    /// The first token with the signature of the second, which nobody may accept; there have to be two.
    public func forgedToken() throws -> String {
        guard items.count > 1, let end = items[0].text.lastIndex(of: "."),
            let start = items[1].text.lastIndex(of: ".")
        else { throw Failure() }
        return String(items[0].text[..<end] + items[1].text[start...])
    }

    /// A token whose `kid` no issuer has, at a time when nobody's keys may be fetched for it.
    public func tokenOfUnknownKey() throws -> BearerCredential {
        func credential(_ keyID: String) throws -> BearerCredential {
            let header = TokenForge.base64URL(Array("{\"alg\":\"RS256\",\"kid\":\"\(keyID)\"}".utf8))
            guard let dot = items[0].text.firstIndex(of: ".") else { throw Failure() }
            return BearerCredential(token: (header + items[0].text[dot...])[...])
        }
        // The first one causes a fetch from each issuer, which brings what was there before.
        guard case .waiting = gate.decide(try credential("first"), request, at: instant) else { throw Failure() }
        for (slot, status) in zip(gate.catalogue.issuerSlots, gate.keys.statuses(at: instant)) {
            if let keys = status.keySet { gate.keys.install(keys, issuer: slot, at: instant) }
        }
        let second = try credential("second")
        guard case .reject(.keyUnknown, _) = gate.decide(second, request, at: instant) else { throw Failure() }
        return second
    }

    /// The steps of the gate's decision about the first token.
    public func parts() throws -> GateParts { try parts(of: items[0]) }

    /// The steps of the gate's decision about a token.
    public func parts(of item: WorkloadItem) throws -> GateParts {
        try GateParts(gate, item.credential, request, at: instant)
    }

    /// A workload that could not be made.
    public struct Failure: Error {
        /// A failure; there is nothing to be told about it.
        public init() {}
    }
}
