internal import TollgateEncoding

/// The claim of a token that could not be read, and the reason.
struct ClaimsFault: Error {
    /// The part of the claims set in which reading ended.
    enum Place {
        /// Before or between the claims, or behind them.
        case claims
        /// The value of a claim that has a meaning of its own, or of one that has none.
        case member(JSONString)
        /// A claim of `client_id_claims`, by its place there.
        case client(Int)
        /// A claim of `client_id_claims` that names another client than the one before.
        case otherClient(Int)
        /// A claim of `scope_claims`, by its place there.
        case scope(Int)
        /// The texts that are kept of all claims.
        case texts
        /// There is no `iss`.
        case noIssuer
    }

    let place: Place
    /// The error of the reader.
    let error: JSONError
    /// The place of the byte at which reading ended.
    let index: Int

    /// The rejection that stands for it.
    var rejection: Rejection { if case .noIssuer = place { .claimMissing } else { .claimsMalformed } }

    /// One sentence that names the claim and what is wrong with it, for explaining.
    ///
    /// - Parameters:
    ///   - json: The claims set.
    ///   - catalogue: The catalogue that says where claims stand.
    /// - Returns: It may quote the names of claims.
    func words(_ json: Span<UInt8>, by catalogue: CatalogueIndex) -> String {
        let issuer = ClaimsReader.issuer(in: json, by: catalogue)
        switch place {
        case .noIssuer: return "there is no iss"
        case .client(let place):
            return "`\(Self.name(place, issuer?.clientIDClaims))` names the client: it has to be a string that is not"
                + " empty"
        case .otherClient(let place):
            return "`\(Self.name(place, issuer?.clientIDClaims))` names another client than a claim before it in"
                + " `client_id_claims`"
        case .scope(let place):
            return "`\(Self.name(place, issuer?.scopeClaims))` holds the scopes: it has to be a string or a list of"
                + " strings"
        case .texts: return "the texts of its claims are longer than 65535 bytes together"
        case .member(let name) where error == .unexpectedValue:
            return "`\(name.string(in: json))` has to be \(Self.expectation(of: ClaimName(name, in: json)))"
        case .member(let name): return "in `\(name.string(in: json))`: \(text(json))"
        case .claims: return error == .unexpectedValue ? "the claims are no object" : text(json)
        }
    }

    private static func name(_ place: Int, _ paths: [ClaimPath]?) -> String {
        paths.flatMap { $0.indices.contains(place) ? $0[place].name : nil } ?? "a claim"
    }

    private static func expectation(of claim: ClaimName?) -> String {
        switch claim {
        case .audience: "a string or a list of strings"
        case .expiresAt, .notBefore, .issuedAt: "a number of seconds since 1970, and before the year 10000"
        default: "a string"
        }
    }

    private func text(_ json: Span<UInt8>) -> String {
        switch error {
        case .syntax: "it is no JSON from byte \(index + 1) of the claims on"
        case .encoding: "a text is no UTF-8, or has half a surrogate pair, at byte \(index + 1) of the claims"
        case .duplicateMember: "the member `\(lastName(json))` stands there twice"
        case .tooDeep: "it is nested deeper than \(JSONReader.maximumDepth)"
        case .tooManyMembers: "there are more than \(JSONReader.maximumMemberCount) members in it"
        case .unexpectedValue: "a value has a type that it must not have, at byte \(index + 1) of the claims"
        }
    }

    /// The string that ends where reading came to an end.
    private func lastName(_ json: Span<UInt8>) -> String {
        var start = index - 2
        while start >= 0, start < json.count {
            if json[start] == UInt8(ascii: "\"") {
                var escapes = start
                while escapes > 0, json[escapes - 1] == UInt8(ascii: "\\") { escapes -= 1 }
                if (start - escapes).isMultiple(of: 2) { break }
            }
            start -= 1
        }
        var scanner = JSONScanner(at: max(start, 0))
        return (try? scanner.readString(json))?.string(in: json) ?? ""
    }
}
