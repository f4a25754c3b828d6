internal import TollgateCrypto
internal import TollgateEncoding

/// One JSON Web Key, as read from a set: usable for RS256 or not (RFC 7517 §4, RFC 7518 §6.3).
enum WebKey {
    case usable(KeySet.Entry)
    case skipped(SkippedKey)

    /// Reads the key that comes next.
    ///
    /// Only broken JSON throws: an unusable key is a result, and so is what is no key at all.
    init(_ reader: inout JSONReader, _ json: Span<UInt8>) throws(JSONError) {
        guard case .object = try reader.peek(json) else {
            try reader.skipValue(json)
            self = .skipped(SkippedKey(keyID: nil, reason: .notAnObject))
            return
        }
        var members = Members()
        try members.read(&reader, json)
        if let reason = members.reasonToSkip {
            self = .skipped(SkippedKey(keyID: members.keyID, reason: reason))
            return
        }
        do throws(KeyError) {
            let key = try RS256Key(modulus: members.modulus.span, exponent: members.exponent.span)
            self = .usable(KeySet.Entry(key: key, exactKeyID: members.keyID.map { ExactString($0) }))
        } catch {
            let reason: SkippedKey.Reason =
                switch error {
                case .modulusSize: .modulusSize
                case .roca: .roca
                case .exponent: .exponent
                case .modulusEven, .refused: .unsound
                }
            self = .skipped(SkippedKey(keyID: members.keyID, reason: reason))
        }
    }

    private struct Members {
        var keyID: String?
        var modulus: [UInt8] = []
        var exponent: [UInt8] = []
        private var isRSA = false
        private var isForSignatures = true
        private var isForRS256 = true
        private var isPrivate = false
        private var isMalformed = false

        var reasonToSkip: SkippedKey.Reason? {
            if isPrivate { return .privateKey }
            if !isRSA { return isMalformed ? .malformed : .otherKeyType }
            if isMalformed { return .malformed }
            if !isForSignatures { return .otherUse }
            if !isForRS256 { return .otherAlgorithm }
            return modulus.isEmpty || exponent.isEmpty ? .malformed : nil
        }

        mutating func read(_ reader: inout JSONReader, _ json: Span<UInt8>) throws(JSONError) {
            try reader.beginObject(json)
            while let name = try reader.nextMember(json) {
                if name.equals("kty", in: json) {
                    isRSA = try text(&reader, json) == "RSA"
                } else if name.equals("kid", in: json) {
                    keyID = try text(&reader, json)
                } else if name.equals("use", in: json) {
                    if try text(&reader, json) != "sig" { isForSignatures = false }
                } else if name.equals("alg", in: json) {
                    if try text(&reader, json) != "RS256" { isForRS256 = false }
                } else if name.equals("key_ops", in: json) {
                    try readOperations(&reader, json)
                } else if name.equals("n", in: json) {
                    modulus = try number(&reader, json)
                } else if name.equals("e", in: json) {
                    exponent = try number(&reader, json)
                } else {
                    if Self.isPrivateMember(name, json) { isPrivate = true }
                    try reader.skipValue(json)
                }
            }
        }

        /// The string that comes next; any other value marks the key as malformed, not the whole set.
        private mutating func text(_ reader: inout JSONReader, _ json: Span<UInt8>) throws(JSONError) -> String? {
            guard case .string = try reader.peek(json) else {
                isMalformed = true
                try reader.skipValue(json)
                return nil
            }
            return try reader.readText(json)
        }

        private mutating func number(_ reader: inout JSONReader, _ json: Span<UInt8>) throws(JSONError) -> [UInt8] {
            guard let text = try text(&reader, json), let bytes = Base64URL.decode(text) else {
                isMalformed = true
                return []
            }
            return bytes
        }

        private mutating func readOperations(_ reader: inout JSONReader, _ json: Span<UInt8>) throws(JSONError) {
            guard case .array = try reader.peek(json) else {
                isMalformed = true
                return try reader.skipValue(json)
            }
            var canVerify = false
            try reader.beginArray(json)
            while try reader.nextElement(json) {
                if try text(&reader, json) == "verify" { canVerify = true }
            }
            if !canVerify { isForSignatures = false }
        }

        private static func isPrivateMember(_ name: JSONString, _ json: Span<UInt8>) -> Bool {
            name.equals("d", in: json) || name.equals("p", in: json) || name.equals("q", in: json)
                || name.equals("dp", in: json) || name.equals("dq", in: json) || name.equals("qi", in: json)
                || name.equals("oth", in: json) || name.equals("k", in: json)
        }
    }
}
