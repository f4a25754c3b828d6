import Tollgate

/// What the gate must say of a token, by the plain reading of it.
enum TokenModel {
    /// The rejection, or `nil` for the only token that verifies.
    static func rejection(of token: [UInt8]) -> Rejection? {
        guard token.count <= FuzzGate.maximumTokenBytes else { return .tokenTooLong }
        let parts = token.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, !parts.contains(where: \.isEmpty),
            parts[0].count <= 1024, let header = PlainBase64URL.decode(parts[0]),
            PlainBase64URL.decode(parts[1]) != nil, PlainBase64URL.decode(parts[2]) != nil
        else { return .tokenMalformed }
        return token == FuzzGate.shared.goodToken ? nil : HeaderModel.rejection(header: header)
    }
}
