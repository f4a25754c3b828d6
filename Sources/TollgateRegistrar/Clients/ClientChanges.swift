internal import TollgateCatalogue

/// Changes of a registered client; what is `nil` or empty stays.
public struct ClientChanges: Hashable, Sendable {
    /// The application's new name.
    public var application: String?
    /// The new plan of every subscription: an upgrade or a downgrade.
    public var plan: String?
    /// Subscriptions to add; one for a product that the client has already takes the place of that one.
    public var adding: [Subscription]
    /// The identifiers of subscriptions to take away.
    public var removing: Set<String>
    /// The new redirect URIs; an empty list removes those that there are.
    public var redirectURIs: [String]?
    /// The developer's further metadata, all of it.
    public var metadata: [String: JSONValue]?

    /// Changes with these parts.
    public init(
        application: String? = nil, plan: String? = nil, adding: [Subscription] = [], removing: Set<String> = [],
        redirectURIs: [String]? = nil, metadata: [String: JSONValue]? = nil
    ) {
        self.application = application
        self.plan = plan
        self.adding = adding
        self.removing = removing
        self.redirectURIs = redirectURIs
        self.metadata = metadata
    }

    /// Returns the subscriptions after the change.
    func subscriptions(from old: [Subscription]) -> [Subscription] {
        var result = old.filter { !removing.contains($0.id) }
        for subscription in adding {
            if let place = result.firstIndex(where: { $0.product.exact == subscription.product.exact }) {
                result[place] = subscription
            } else {
                result.append(subscription)
            }
        }
        if let plan {
            for index in result.indices { result[index].plan = plan }
        }
        return result
    }
}
