import Tollgate

/// What the gate must say of a token's header, by the plain reading of it.
enum HeaderModel {
    private static let unsupported = ["crit", "b64", "zip", "enc", "cty", "jwk", "x5c"]

    /// The rejection of a token whose header is this text and whose signature is not that of the key.
    static func rejection(header: [UInt8]) -> Rejection {
        guard let json = PlainJSON(header), json.members != nil else { return .tokenMalformed }
        guard json["alg"]?.text == Array("RS256".utf8) else { return .algorithmUnsupported }
        guard !unsupported.contains(where: { json[$0] != nil }) else { return .headerUnsupported }
        if let type = json["typ"] {
            guard let text = type.text, isAcceptedType(text) else { return .tokenTypeUnsupported }
        }
        // Any key may have signed a token without a kid, also one that nobody has seen yet.
        guard let keyID = json["kid"] else { return .keyUnknown }
        guard let text = keyID.text, (1...256).contains(text.count) else { return .tokenMalformed }
        return text == Array(FuzzGate.keyID.utf8) ? .signatureInvalid : .keyUnknown
    }

    private static func isAcceptedType(_ text: [UInt8]) -> Bool {
        let folded = text.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
        return ["jwt", "at+jwt"].contains { folded == Array($0.utf8) || folded == Array("application/\($0)".utf8) }
    }
}
