/// The issuers that Tyk's files do not name, as the operator names them.
package struct IssuerAnswers: Hashable, Sendable {
    /// For every issuer that is not named otherwise.
    package var forAll: String?
    /// By the issuer's name in the catalogue.
    package var byName: [String: String]

    /// Answers.
    package init(forAll: String? = nil, byName: [String: String] = [:]) {
        self.forAll = forAll
        self.byName = byName
    }

    func issuer(named name: String) -> String? { byName[name] ?? forAll }
}
