import TollgateCatalogue

@testable import Tollgate
@testable import TollgateEncoding

/// Every use of something in `Tollgate` that is not public, so that a change there is followed here and only here.
enum ParserAdapters {
    /// What was read of a payload.
    struct ReadClaims: Equatable {
        var issuer: [UInt8]
        var subject: [UInt8]?
        var client: [UInt8]?
        var audience: [[UInt8]]?
        var expiresAt: Int64?
        var notBefore: Int64?
        var issuedAt: Int64?
        var scopes: [[UInt8]]
        var isBoundToKey: Bool
        var isOtherKindOfToken: Bool
    }

    /// Reads a payload as if its signature had been verified.
    static func readClaims(
        _ json: [UInt8], for catalogue: CompiledCatalogue
    ) -> Result<ReadClaims, Rejection> {
        do throws(ClaimsFault) {
            let claims = try ClaimsReader.read(json.span, by: catalogue.index).claims
            return .success(
                ReadClaims(
                    issuer: Array(claims.issuer.utf8), subject: claims.subject.map { Array($0.utf8) },
                    client: claims.clientID.map { Array($0.utf8) },
                    audience: claims.audience?.map { Array($0.utf8) }, expiresAt: claims.expiresAt,
                    notBefore: claims.notBefore, issuedAt: claims.issuedAt,
                    scopes: claims.scopes.map { Array($0.utf8) }, isBoundToKey: claims.isBoundToKey,
                    isOtherKindOfToken: claims.isOtherKindOfToken))
        } catch {
            // Whatever is wrong can be said.
            must(!error.words(json.span, by: catalogue.index).isEmpty, "a refusal has a reason")
            return .failure(error.rejection)
        }
    }

    /// What a payload says of its issuer before its signature was verified.
    static func namedIssuer(_ json: [UInt8]) -> [UInt8]? {
        NamedIssuer.read(json.span).map { $0.decoded(in: json.span) }
    }

    /// Whether a text is strict JSON of any type.
    static func isJSON(_ json: [UInt8]) -> Bool {
        var reader = JSONReader()
        do {
            try reader.skipValue(json.span)
            try reader.endDocument(json.span)
            return true
        } catch {
            return false
        }
    }

    /// What the reader makes of a text that is one string.
    static func string(_ json: [UInt8]) -> [UInt8]? {
        var reader = JSONReader()
        guard let string = try? reader.readString(json.span), (try? reader.endDocument(json.span)) != nil else {
            return nil
        }
        return string.decoded(in: json.span)
    }

    /// The largest whole number not above the one that a text is, and whether there is a rest.
    static func number(_ json: [UInt8]) -> (whole: Int64, hasRest: Bool)? {
        var reader = JSONReader()
        guard let number = try? reader.readNumber(json.span), (try? reader.endDocument(json.span)) != nil else {
            return nil
        }
        return number.floored(in: json.span)
    }

    static func encode(_ bytes: [UInt8]) -> String { Base64URL.encode(bytes) }

    static func decode(_ text: [UInt8]) -> [UInt8]? { Base64URL.decode(text.span) }
}
