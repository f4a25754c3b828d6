import TollgateCatalogue
import TollgateTesting

/// An issuer of the differential test, as the test's own reading of the rules sees it.
struct DifferentialIssuer: Sendable {
    let identifier: String
    /// The accepted `typ`, in lower case and without `application/`; `nil` among them accepts a token without one.
    let types: [String?]
    let audiences: [String]?
    let scopeClaims: [String]
    let clientClaims: [String]
    let maximumLifetime: Int64?

    /// Takes what the defaults of the catalogue are.
    static let usual = DifferentialIssuer(
        identifier: TestCatalogue.issuer, types: ["at+jwt", "jwt", nil], audiences: nil,
        scopeClaims: ["scope", "scp"], clientClaims: ["client_id", "azp", "cid", "appid"], maximumLifetime: nil)

    /// Sets everything that can be set.
    static let strict = DifferentialIssuer(
        identifier: "https://strict.example", types: ["jwt"], audiences: ["payments", "orders"],
        scopeClaims: ["access.scopes", "scp"], clientClaims: ["client_id", "azp", "cid", "appid"],
        maximumLifetime: 300)

    static let all = [usual, strict]

    /// The quickstart's catalogue with both issuers.
    static func catalogue() -> Catalogue {
        var catalogue = TestCatalogue.payments()
        var second = Issuer(
            name: "strict", issuer: strict.identifier, audiences: .oneOf(strict.audiences ?? []),
            maximumTokenLifetimeSeconds: strict.maximumLifetime)
        second.tokenTypes = ["JWT"]
        second.scopeClaims = strict.scopeClaims
        catalogue.issuers.append(second)
        catalogue.apis[0].issuers.append(second.name)
        return catalogue
    }
}
