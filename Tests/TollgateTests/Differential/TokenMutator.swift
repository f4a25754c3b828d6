import Tollgate
import TollgateCrypto
import TollgateEncoding
import TollgateTesting

/// Makes mutants: tokens that were changed and then signed with the real key, and signed tokens that were changed.
///
/// A mutant depends on the seed, its number and the key, and on nothing else.
struct TokenMutator: Sendable {
    private let forge: TokenForge
    /// Far from that of every other seed, so that two seeds have no mutants in common.
    private let base: UInt64
    /// Tokens to tamper with.
    let pool: [SignedText]

    /// A mutator that signs with the key of `forge`.
    init(forge: TokenForge, seed: UInt64) throws {
        self.forge = forge
        var seeds = SeededGenerator(seed: seed)
        base = seeds.next()
        var pool: [SignedText] = []
        for number in 0..<64 {
            var generator = SeededGenerator(seed: base &- 1 &- UInt64(number))
            var steps: [String] = []
            let (header, payload) = Self.parts(forge, &generator, mutations: MemberMutation.gentle, &steps)
            pool.append(try Self.sign(Self.encoded(header), Self.encoded(payload), forge))
        }
        self.pool = pool
    }

    /// The mutant with this number.
    func mutant(_ number: Int) throws -> Mutant {
        var generator = SeededGenerator(seed: base &+ UInt64(number))
        var steps: [String] = []
        switch generator.below(100) {
        case ..<25:
            return try signedMutant(&generator, mutations: MemberMutation.gentle + [.newerThanLibJWT], &steps)
        case ..<65: return try signedMutant(&generator, mutations: MemberMutation.wild, &steps)
        case ..<75:
            var (header, payload) = Self.parts(forge, &generator, mutations: MemberMutation.gentle, &steps)
            let mutation = generator.pick(TextMutation.allCases)
            let isHeader = generator.oneIn(3)
            steps.append("\(isHeader ? "header" : "payload") \(mutation)")
            if isHeader {
                header = mutation.applied(to: header, &generator)
            } else {
                payload = mutation.applied(to: payload, &generator)
            }
            return try mutant(Self.encoded(header), Self.encoded(payload), steps)
        case ..<83:
            let (header, payload) = Self.parts(forge, &generator, mutations: MemberMutation.gentle, &steps)
            var (first, second) = (Self.encoded(header), Self.encoded(payload))
            let mutation = generator.pick(FormMutation.allCases)
            let isHeader = generator.oneIn(2)
            steps.append("\(isHeader ? "header" : "payload") part \(mutation)")
            if isHeader {
                first = mutation.applied(to: first, &generator)
            } else {
                second = mutation.applied(to: second, &generator)
            }
            return try mutant(first, second, steps)
        default:
            let change = generator.pick(Tampering.allCases)
            let (token, other) = (generator.below(pool.count), generator.below(pool.count))
            let bytes = change.applied(
                to: pool[token], other: pool[other], modulus: forge.keyPair.modulus, &generator)
            return Mutant(bytes: bytes, signed: pool[token], steps: ["token \(token) and \(other)", "\(change)"])
        }
    }

    private func signedMutant(
        _ generator: inout SeededGenerator, mutations: [MemberMutation], _ steps: inout [String]
    ) throws -> Mutant {
        let (header, payload) = Self.parts(forge, &generator, mutations: mutations, &steps)
        return try mutant(Self.encoded(header), Self.encoded(payload), steps)
    }

    private func mutant(_ header: [UInt8], _ payload: [UInt8], _ steps: [String]) throws -> Mutant {
        let signed = try Self.sign(header, payload, forge)
        return Mutant(
            bytes: signed.input + [UInt8(ascii: ".")] + Array(Base64URL.encode(signed.signature).utf8), signed: signed,
            steps: steps)
    }

    // MARK: - Parts

    /// A header and a payload with one to three changes.
    private static func parts(
        _ forge: TokenForge, _ generator: inout SeededGenerator, mutations: [MemberMutation], _ steps: inout [String]
    ) -> (header: [UInt8], payload: [UInt8]) {
        var header = JSONDraft([("alg", "\"RS256\""), ("typ", "\"JWT\""), ("kid", "\"\(forge.keyID)\"")])
        if generator.oneIn(8) { header.members.remove(at: 1 + generator.below(2)) }
        var claims = TokenClaims()
        if generator.oneIn(4) {
            let audience = generator.pick([nil, "\"Payments\""] + Array(repeating: "\"payments\"", count: 8))
            claims = TokenClaims(issuer: DifferentialIssuer.strict.identifier).with("aud", audience)
            if generator.oneIn(10) { claims = claims.with("iat", nil) }
        }
        var payload = JSONDraft(claims.members)
        for _ in 0..<(1 + generator.below(3)) {
            let mutation = generator.pick(mutations)
            let isHeader = generator.oneIn(3)
            steps.append("\(isHeader ? "header" : "payload") \(mutation)")
            if isHeader {
                mutation.apply(to: &header, isHeader: true, &generator)
            } else {
                mutation.apply(to: &payload, isHeader: false, &generator)
            }
        }
        return (header.text, payload.text)
    }

    private static func encoded(_ bytes: [UInt8]) -> [UInt8] { Array(Base64URL.encode(bytes).utf8) }

    private static func sign(_ header: [UInt8], _ payload: [UInt8], _ forge: TokenForge) throws -> SignedText {
        let input = header + [UInt8(ascii: ".")] + payload
        return SignedText(input: input, signature: try forge.signature(over: input))
    }
}
