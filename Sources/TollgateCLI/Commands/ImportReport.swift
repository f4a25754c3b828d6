import TollgateCatalogue
import TollgateImport

/// The report of `tollgate import` about the catalogue that it made.
struct ImportReport: Encodable {
    let apis: Int
    let policies: Int
    let products: Int
    let plans: Int
    /// The number of differences that a person has to decide about.
    let decisions: Int
    /// The issuers whose `issuer` a person has to write.
    let unnamedIssuers: [String]
    let differences: [ImportDifference]

    init(_ result: TykImport) {
        apis = result.catalogue.apis.count
        policies = result.catalogue.policies.count
        products = result.catalogue.products.count
        plans = result.catalogue.plans.count
        decisions = result.differences.count(where: \.needsDecision)
        unnamedIssuers = result.unnamedIssuers
        // What has to be decided comes first, then what opens more than before.
        differences = result.differences.enumerated().sorted {
            (Self.rank($0.element), $0.offset) < (Self.rank($1.element), $1.offset)
        }.map(\.element)
    }

    /// The properties that make differences alike.
    private struct Likeness: Hashable {
        let effect: ImportDifference.Effect
        let file: String
        let member: Substring
        let reason: String

        init?(_ difference: ImportDifference) {
            guard !difference.needsDecision, let slash = difference.pointer.lastIndex(of: "/") else { return nil }
            effect = difference.effect
            file = difference.file
            member = difference.pointer[slash...]
            reason = difference.reason
        }
    }

    private static func lines(_ differences: [ImportDifference]) -> [String] {
        var counts: [Likeness: Int] = [:]
        for difference in differences { if let like = Likeness(difference) { counts[like, default: 0] += 1 } }
        return differences.compactMap { difference in
            guard let like = Likeness(difference) else { return difference.description }
            guard let count = counts.removeValue(forKey: like) else { return nil }
            return difference.description + (count > 1 ? " (and \(count - 1) more like it)" : "")
        }
    }

    private static func rank(_ difference: ImportDifference) -> Int {
        let effect = ImportDifference.Effect.allCases.firstIndex(of: difference.effect) ?? 0
        return (difference.needsDecision ? 0 : 10) + (difference.effect == .wider ? -1 : effect)
    }

    /// One line for each difference, and their number.
    ///
    /// What is left out of many policies or APIs alike, and needs no decision, is one line; JSON has them all.
    var text: String {
        var lines = Self.lines(differences)
        lines.append(
            "APIs: \(apis), policies: \(policies), products: \(products), plans: \(plans); "
                + "differences: \(differences.count), to decide: \(decisions)")
        return lines.joined(separator: "\n")
    }
}
