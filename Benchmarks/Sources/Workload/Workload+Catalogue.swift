public import TollgateCatalogue
import TollgateTesting

extension Workload {
    /// The quickstart's catalogue with limits that nobody reaches, among others that the tokens have nothing to do with.
    ///
    /// - Parameters:
    ///   - others: How many policies more there are, each with a scope and a path rule of its own on the same API.
    ///   - rules: How many path rules more the policy has that opens the API to the tokens.
    ///   - hasQuota: Whether the plan has a quota beside its rate.
    /// - Returns: The catalogue.
    public static func catalogue(others: Int = 0, rules: Int = 0, hasQuota: Bool = false) -> Catalogue {
        var catalogue = TestCatalogue.payments()
        catalogue.policies[1].limits = Limits(
            rate: .limited(requests: 1_000_000_000, seconds: 1),
            quota: hasQuota ? .limited(maximum: 2_000_000_000, window: .seconds(86_400)) : nil)
        func rule(_ text: String) -> PathRule? { PathPattern(text).map { PathRule(pattern: $0) } }
        catalogue.policies[0].access[0].paths? += (0..<rules).compactMap { rule("/own-\($0)/{id}") }
        for number in 0..<others {
            let name = "policy-\(number)"
            let right = AccessRight(api: "payments", paths: [rule("/other-\(number)/{id}")].compactMap { $0 })
            catalogue.policies.append(Policy(name: name, access: [right]))
            catalogue.scopes.append(ScopeMapping(scope: "scope-\(number)", policies: [name]))
        }
        return catalogue
    }
}
