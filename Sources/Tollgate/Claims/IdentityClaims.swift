internal import TollgateCatalogue
internal import TollgateEncoding

/// The claims that the server behind an API is told, each in a field of its own.
///
/// Values are encoded as those of `IdentityField`: texts, numbers and truth values as they are, the elements of a list
/// with commas between. Of objects and of `null` nothing is told. It never changes.
package final class IdentityClaims: Sendable {
    private let claims: [(field: String, name: [UInt8], path: ClaimPath)]

    /// The claims of an API.
    init(_ claims: [IdentityClaim]) {
        self.claims = claims.map { ($0.field, Array($0.field.lowercased().utf8), ClaimPath($0.claim)) }
    }

    /// The names of the fields.
    package var fieldNames: [String] { claims.map(\.field) }

    /// Whether a name is that of one of the fields, however its words are joined: only the gate may write them.
    package func isField(_ name: Span<UInt8>) -> Bool {
        claims.contains { Self.isSame(name, $0.name) }
    }

    /// Reads the values that a token has.
    ///
    /// - Parameter token: The token.
    /// - Returns: The fields of the claims that it has, in the order of the configuration.
    package func fields(of token: VerifiedToken) -> [(name: String, value: String)] {
        let bytes = token.bytes
        guard let parts = try? CompactToken(bytes.span, maximumBytes: .max),
            let json = Base64URL.decode(bytes.span.extracting(parts.payload))
        else { return [] }
        return (try? read(json.span)) ?? []
    }

    private func read(_ json: Span<UInt8>) throws(JSONError) -> [(name: String, value: String)] {
        var reader = JSONReader()
        try reader.beginObject(json)
        while try reader.nextMember(json) != nil { try reader.skipValue(json) }
        var fields: [(name: String, value: String)] = []
        for claim in claims {
            guard let place = try claim.path.value(in: &reader, json) else { continue }
            var value = JSONReader(at: place)
            if let text = try Self.text(&value, json) { fields.append((claim.field, text)) }
        }
        return fields
    }

    private static func text(_ reader: inout JSONReader, _ json: Span<UInt8>) throws(JSONError) -> String? {
        guard case .array = try reader.peek(json) else { return try simpleText(&reader, json, isListed: false) }
        var texts: [String] = []
        try reader.beginArray(json)
        while try reader.nextElement(json) {
            if let text = try simpleText(&reader, json, isListed: true) { texts.append(text) }
        }
        return texts.isEmpty ? nil : texts.joined(separator: ",")
    }

    private static func simpleText(
        _ reader: inout JSONReader, _ json: Span<UInt8>, isListed: Bool
    ) throws(JSONError) -> String? {
        switch try reader.peek(json) {
        case .string:
            let text = try reader.readText(json)
            return text.isEmpty ? nil : IdentityField.encoded(text.utf8Span.span, isListed: isListed)
        case .number, .boolean:
            let start = reader.index
            try reader.skipValue(json)
            return IdentityField.encoded(json.extracting(start..<reader.index), isListed: isListed)
        default:
            try reader.skipValue(json)
            return nil
        }
    }

    private static func isSame(_ name: Span<UInt8>, _ own: [UInt8]) -> Bool {
        guard name.count == own.count else { return false }
        for index in 0..<own.count where IdentityField.folded(name[index]) != IdentityField.folded(own[index]) {
            return false
        }
        return true
    }
}

extension Admission {
    /// The claims of its token that the API's `identity_fields` tell the server behind the gate, by the names of their
    /// fields; encoded as these are.
    public var identityFields: [(name: String, value: String)] {
        guard let claims = api.identityClaims, let pass else { return [] }
        return claims.fields(of: pass.token)
    }
}
