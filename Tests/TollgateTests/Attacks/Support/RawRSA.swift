import Tollgate
import TollgateCrypto
import TollgateEncoding

/// The private half of an RSA key without any padding rule: it signs whatever block it is given.
struct RawRSA: Sendable {
    /// Why a private key could not be read.
    struct UnreadableKey: Error {}

    let modulus: Natural
    /// How many bytes the modulus has, and with it each signature.
    let byteCount: Int

    private let p: Natural
    private let q: Natural
    private let exponentP: Natural
    private let exponentQ: Natural
    private let inverseQ: Natural

    /// The key of a pair, from its PKCS #8 (RFC 5208 §5, RFC 8017 A.1.2).
    init(_ pair: RSAKeyPair) throws {
        let lines = pair.privateKeyPEM.split(separator: "\n").filter { !$0.hasPrefix("-") }
        let text = lines.joined().map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 }.filter { $0 != "=" }
        guard let bytes = Base64URL.decode(String(text)) else { throw UnreadableKey() }
        var outer = try DER(contentsOf: 0x30, in: bytes[...])
        _ = try outer.next(0x02)
        _ = try outer.next(0x30)
        var key = try DER(contentsOf: 0x30, in: try outer.next(0x04))
        _ = try key.next(0x02)
        func number() throws -> Natural { Natural(bigEndian: Array(try key.next(0x02))) }
        modulus = try number()
        _ = (try number(), try number())
        (p, q) = (try number(), try number())
        (exponentP, exponentQ, inverseQ) = (try number(), try number(), try number())
        byteCount = pair.modulus.count
        guard modulus == Natural(bigEndian: pair.modulus) else { throw UnreadableKey() }
    }

    /// The signature that a verifier turns back into this block (RFC 8017 §5.2.1, by the Chinese remainder theorem).
    func signature(of block: [UInt8]) throws -> [UInt8] {
        let message = Natural(bigEndian: block)
        let first = (message % p).power(exponentP, modulo: p)
        let second = (message % q).power(exponentQ, modulo: q)
        let difference = (first + p - second % p) % p
        let signature = second + inverseQ * difference % p * q
        guard let bytes = signature.bigEndian(count: byteCount) else { throw UnreadableKey() }
        return bytes
    }

    /// Just enough of DER to read a private key.
    private struct DER {
        private var rest: ArraySlice<UInt8>

        init(contentsOf tag: UInt8, in bytes: ArraySlice<UInt8>) throws {
            rest = bytes
            rest = try next(tag)
        }

        /// The contents of the next value, which must have this tag.
        mutating func next(_ tag: UInt8) throws -> ArraySlice<UInt8> {
            guard rest.popFirst() == tag, let first = rest.popFirst() else { throw UnreadableKey() }
            var length = Int(first)
            if first >= 0x80 {
                length = 0
                for _ in 0..<(first & 0x7F) { length = length << 8 | Int(rest.popFirst() ?? 0) }
            }
            guard length <= rest.count else { throw UnreadableKey() }
            defer { rest = rest.dropFirst(length) }
            return rest.prefix(length)
        }
    }
}
