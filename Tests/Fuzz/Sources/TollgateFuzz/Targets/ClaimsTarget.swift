import Tollgate
import TollgateCatalogue

/// The claims of a token: the input is the payload's JSON.
enum ClaimsTarget {
    private static let catalogue = FuzzGate.shared.gate.catalogue
    private static let dates: ClosedRange<Int64> = 0...253_402_300_799
    private static let model = ClaimsModel(
        rules: Dictionary(
            uniqueKeysWithValues: catalogue.source.issuers.map {
                (Array($0.issuer.utf8), .init(scopeClaims: $0.scopeClaims, clientIDClaims: $0.clientIDClaims))
            }))

    static func run(_ input: [UInt8]) {
        let found = ParserAdapters.readClaims(input, for: catalogue)
        must(ParserAdapters.readClaims(input, for: catalogue), equal: found, "a payload is read the same each time")
        must(found, equal: model.claims(of: input), "the claims are those of a plain reading")
        let named = ParserAdapters.namedIssuer(input)
        must(ParserAdapters.namedIssuer(input), equal: named, "an issuer is named the same each time")
        guard case .success(let claims) = found else { return }
        must(named, equal: claims.issuer, "the issuer that decides which keys come first is the one of the claims")
        for date in [claims.expiresAt, claims.notBefore, claims.issuedAt] {
            must(date.map(dates.contains) ?? true, "accepted times lie between 1970 and 9999")
        }
        must(claims.audience?.isEmpty != true, "an audience is never an empty list")
        must(claims.client?.isEmpty != true, "a client is never an empty text")
    }
}
