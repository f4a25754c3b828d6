@testable import Tollgate
@testable import TollgateCrypto

/// A JWKS document: the input is the whole of it.
enum KeySetTarget {
    private static let privateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]

    static func run(_ input: [UInt8]) {
        let found = Result { () throws(KeySetError) in try KeySet(json: input) }
        let again = Result { () throws(KeySetError) in try KeySet(json: input) }
        must(summary(again), equal: summary(found), "a key set is read the same each time")
        let keys = PlainJSON(input)?["keys"]?.elements
        switch found {
        case .success(let set): accepted(set, from: keys ?? [])
        case .failure(.malformed):
            must(keys == nil, "a well formed set is not called malformed")
        case .failure(.tooManyKeys): must(keys.map { $0.count > 100 } ?? true, "only 101 keys are too many")
        case .failure(.noUsableKey): must(keys != nil, "a set without keys is malformed")
        case .failure: must(false, "there is no other error")
        }
    }

    private static func accepted(_ set: KeySet, from keys: [PlainJSON]) {
        must(!set.entries.isEmpty && set.entries.count + set.skipped.count <= 2 * keys.count, "keys come from the set")
        let keyIDs = set.entries.compactMap { $0.keyID.map { Array($0.utf8) } }
        must(Set(keyIDs).count == keyIDs.count, "no two usable keys have the same kid")
        for entry in set.entries {
            let key = entry.key
            must((2048...4096).contains(key.modulusBits), "a modulus has 2048 to 4096 bits")
            must(key.modulus.first != 0 && key.modulus.last.map { $0 & 1 } == 1, "a modulus is odd and has no padding")
            must(key.exponent & 1 == 1 && (65_537..<1 << 33).contains(key.exponent), "an exponent is odd and in range")
            must(keys.contains { isSource(of: entry, $0) }, "a usable key stands in the document, for RS256 signatures")
        }
        let merged = try? KeySet(merging: [set, set])
        must(merged?.entries.count, equal: set.entries.count, "a set merged with itself is the same")
    }

    /// Whether this is the JWK that a key was made of, and says nothing that forbids its use.
    private static func isSource(of entry: KeySet.Entry, _ json: PlainJSON) -> Bool {
        guard json["kty"]?.text == Array("RSA".utf8), json["kid"]?.text == entry.keyID.map({ Array($0.utf8) }),
            let modulus = json["n"]?.text.flatMap({ PlainBase64URL.decode($0) }),
            let exponent = json["e"]?.text.flatMap({ PlainBase64URL.decode($0) }),
            Array(modulus.drop { $0 == 0 }) == entry.key.modulus,
            exponent.reduce(0, { $0 << 8 | UInt64($1) }) == entry.key.exponent
        else { return false }
        let isForSignatures = json["use"].map { $0.text == Array("sig".utf8) } ?? true
        let isForRS256 = json["alg"].map { $0.text == Array("RS256".utf8) } ?? true
        let operations = json["key_ops"]
        let canVerify = operations?.elements?.contains { $0.text == Array("verify".utf8) } ?? (operations == nil)
        return isForSignatures && isForRS256 && canVerify && !privateMembers.contains { json[$0] != nil }
    }

    /// What can be compared of a result.
    private static func summary(_ result: Result<KeySet, KeySetError>) -> String {
        switch result {
        case .success(let set):
            set.entries.map { "\($0.keyID ?? "-") \($0.key.modulusBits) \($0.key.exponent)" }.joined(separator: "\n")
                + set.skipped.map { "\($0.keyID ?? "-") \($0.reason.rawValue)" }.joined(separator: "\n")
        case .failure(let error): error.code
        }
    }
}
