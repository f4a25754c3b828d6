/// The issuers that Tyk's files do not name, as somebody who knows them says.
public struct IssuerAnswers: Hashable, Sendable {
    /// For every issuer that nobody has named otherwise.
    public var forAll: String?
    /// By the issuer's name in the catalogue.
    public var byName: [String: String]

    /// Answers.
    public init(forAll: String? = nil, byName: [String: String] = [:]) {
        self.forAll = forAll
        self.byName = byName
    }

    func issuer(named name: String) -> String? { byName[name] ?? forAll }
}
