/// A product on a plan that clients have and the catalogue does not allow any more: they are granted nothing for it.
package struct OrphanedSubscriptions: Hashable, Sendable {
    /// The product's name.
    package var product: String
    /// The plan's name.
    package var plan: String
    /// The number of clients that have it.
    package var clients: Int
    /// The reason: the product or plan that the catalogue lacks.
    package var reason: String
}

extension OrphanedSubscriptions: CustomStringConvertible {
    /// One line for a person.
    package var description: String {
        "\(clients) \(clients == 1 ? "client is" : "clients are") granted nothing for the product `\(product)` on the plan"
            + " `\(plan)`: \(reason); put it back into the file, or take the subscriptions away"
    }
}

extension OrphanedSubscriptions {
    /// Finds the subscriptions of clients for which a catalogue grants nothing.
    ///
    /// - Parameters:
    ///   - records: The clients.
    ///   - scopes: The scopes of products and plans.
    /// - Returns: Each product and plan once, sorted.
    static func list(of records: [ClientRecord], _ scopes: CatalogueScopes) -> [OrphanedSubscriptions] {
        struct Pair: Hashable {
            var product: String
            var plan: String
        }
        var counts: [Pair: Int] = [:]
        for record in records where !record.state.isFinal {
            for pair in Set(record.settings.subscriptions.map({ Pair(product: $0.product, plan: $0.plan) })) {
                counts[pair, default: 0] += 1
            }
        }
        var found: [OrphanedSubscriptions] = []
        for (pair, clients) in counts {
            do throws(RegistrationError) {
                _ = try scopes.scopes(product: pair.product, plan: pair.plan)
            } catch {
                found.append(
                    OrphanedSubscriptions(
                        product: pair.product, plan: pair.plan, clients: clients, reason: error.description))
            }
        }
        return found.sorted { ($0.product, $0.plan) < ($1.product, $1.plan) }
    }
}
