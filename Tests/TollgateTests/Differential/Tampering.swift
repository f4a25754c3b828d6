import Tollgate
import TollgateEncoding
import TollgateTesting

/// A change to a token after it was signed.
enum Tampering: String, CaseIterable, Sendable {
    // To the signature's bytes.
    case flipSignatureBit, cutSignature, lengthenSignature, zeroBefore, zeroSignature, plusModulus, negated,
        otherSignature
    // To how the signature is written.
    case spareBits, padding, paddingAndText, standardAlphabet, space, dotAndText, foreignCharacter, singleCharacter
    case zeroByteAndText, noSignature
    // To what was signed.
    case flipInputBit, otherHeader, otherPayload, unsignedHeader, changedCase, cutToken
    // To the token as a whole.
    case spaceAround, scheme, asJSON, twice, nothing

    /// The token after the change.
    ///
    /// - Parameters:
    ///   - token: What was signed, and its signature.
    ///   - other: Another signed token.
    ///   - modulus: The key's, as long as the signature.
    ///   - generator: Where the choices come from.
    /// - Returns: The bytes that are shown to both.
    func applied(
        to token: SignedText, other: SignedText, modulus: [UInt8], _ generator: inout SeededGenerator
    ) -> [UInt8] {
        let text = Array(Base64URL.encode(token.signature).utf8)
        let bytes = token.signature
        func signed(_ signature: [UInt8]) -> [UInt8] {
            token.input + [UInt8(ascii: ".")] + Array(Base64URL.encode(signature).utf8)
        }
        func written(_ signature: [UInt8]) -> [UInt8] { token.input + [UInt8(ascii: ".")] + signature }
        switch self {
        case .flipSignatureBit:
            var copy = bytes
            copy[generator.below(copy.count)] ^= 1 << UInt8(generator.below(8))
            return signed(copy)
        case .cutSignature: return signed(Array(bytes.prefix(generator.below(bytes.count))))
        case .lengthenSignature: return signed(bytes + [UInt8(generator.below(256))])
        case .zeroBefore: return signed([0] + bytes)
        case .zeroSignature: return signed([UInt8](repeating: 0, count: bytes.count))
        case .plusModulus: return signed(Self.sum(bytes, modulus))
        case .negated: return signed(Self.difference(modulus, bytes))
        case .otherSignature: return signed(other.signature)
        case .spareBits: return written(FormMutation.withSpareBits(text, &generator))
        case .padding: return written(text + [UInt8](repeating: UInt8(ascii: "="), count: 1 + generator.below(3)))
        case .paddingAndText: return written(text + Array("=AAAA".utf8))
        case .standardAlphabet: return written(FormMutation.standardAlphabet.applied(to: text, &generator))
        case .space: return written(FormMutation.spaceAtEnd.applied(to: text, &generator))
        case .dotAndText: return written(text + Array(generator.pick([".", ".AAAA", "..", ".e30.e30"]).utf8))
        case .foreignCharacter: return written(FormMutation.foreignAtEnd.applied(to: text, &generator))
        case .singleCharacter: return written(FormMutation.singleCharacter.applied(to: text, &generator))
        case .zeroByteAndText: return written(text + [0] + Array(generator.pick(["", "x", ".e30"]).utf8))
        case .noSignature: return written([])
        default: return Self.changedInput(self, token, other, written(text), &generator)
        }
    }

    private static func changedInput(
        _ change: Tampering, _ token: SignedText, _ other: SignedText, _ whole: [UInt8],
        _ generator: inout SeededGenerator
    ) -> [UInt8] {
        let dot = [UInt8(ascii: ".")]
        let parts = whole.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map { Array($0) }
        let others = other.input.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map { Array($0) }
        var copy = whole
        let index = generator.below(token.input.count)
        switch change {
        case .flipInputBit:
            copy[index] ^= 1 << UInt8(generator.below(8))
            return copy
        case .otherHeader: return others[0] + dot + parts[1] + dot + parts[2]
        case .otherPayload: return parts[0] + dot + others[1] + dot + parts[2]
        case .unsignedHeader:
            let header = generator.pick(["{\"alg\":\"none\"}", "{\"alg\":\"HS256\"}", "{\"alg\":\"RS256\"}"])
            return Array(Base64URL.encode(Array(header.utf8)).utf8) + dot + parts[1] + dot + parts[2]
        case .changedCase:
            if (UInt8(ascii: "A")...UInt8(ascii: "z")).contains(copy[index]), copy[index] & 0x1F <= 26 {
                copy[index] ^= 0x20
            }
            return copy
        case .cutToken: return Array(whole.prefix(generator.below(whole.count)))
        case .spaceAround:
            let space = Array(generator.pick([" ", "\n", "\r\n", "\t"]).utf8)
            return generator.oneIn(2) ? space + whole : whole + space
        case .scheme: return Array("Bearer ".utf8) + whole
        case .asJSON:
            let words = parts.map { String(decoding: $0, as: UTF8.self) }
            let (header, payload, signature) = (words[0], words[1], words[2])
            return Array(
                "{\"protected\":\"\(header)\",\"payload\":\"\(payload)\",\"signature\":\"\(signature)\"}".utf8)
        case .twice: return whole + dot + whole
        default: return whole
        }
    }

    /// The sum of two numbers of the same length, which may need a byte more.
    private static func sum(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        var carry = 0
        var result: [UInt8] = []
        for (left, right) in zip(left.reversed(), right.reversed()) {
            carry += Int(left) + Int(right)
            result.append(UInt8(carry & 0xFF))
            carry >>= 8
        }
        if carry > 0 { result.append(UInt8(carry)) }
        return result.reversed()
    }

    /// The difference of two numbers of the same length, of which the first is larger.
    private static func difference(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        var borrow = 0
        var result: [UInt8] = []
        for (left, right) in zip(left.reversed(), right.reversed()) {
            let value = Int(left) - Int(right) - borrow
            result.append(UInt8(value & 0xFF))
            borrow = value < 0 ? 1 : 0
        }
        return result.reversed()
    }
}
