/// A product on a plan that clients have and the catalogue does not allow any more: they are granted nothing for it.
public struct UngrantableSubscriptions: Hashable, Sendable {
    /// The product's name.
    public var product: String
    /// The plan's name.
    public var plan: String
    /// How many clients have it.
    public var clients: Int
    /// What the catalogue lacks.
    public var reason: String
}

extension UngrantableSubscriptions: CustomStringConvertible {
    /// One line for a person.
    public var description: String {
        "\(clients) \(clients == 1 ? "client is" : "clients are") granted nothing for the product `\(product)` on the plan"
            + " `\(plan)`: \(reason); put it back into the file, or take the subscriptions away"
    }
}

/// What a catalogue leaves out.
extension Registrar {
    /// The subscriptions of clients for which the catalogue, as it is now, grants nothing.
    ///
    /// - Returns: Each product and plan once, sorted.
    /// - Throws: `RegistrationError.store`.
    public func ungrantableSubscriptions() async throws(RegistrationError) -> [UngrantableSubscriptions] {
        struct Pair: Hashable {
            var product: String
            var plan: String
        }
        let scopes = scopes()
        var counts: [Pair: Int] = [:]
        for record in try await clients() where !record.state.isFinal {
            for pair in Set(record.grant.subscriptions.map({ Pair(product: $0.product, plan: $0.plan) })) {
                counts[pair, default: 0] += 1
            }
        }
        var found: [UngrantableSubscriptions] = []
        for (pair, clients) in counts {
            do {
                _ = try scopes.scopes(product: pair.product, plan: pair.plan)
            } catch {
                found.append(
                    UngrantableSubscriptions(
                        product: pair.product, plan: pair.plan, clients: clients, reason: error.description))
            }
        }
        return found.sorted { ($0.product, $0.plan) < ($1.product, $1.plan) }
    }
}
