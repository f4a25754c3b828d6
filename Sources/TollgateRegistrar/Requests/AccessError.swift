/// The reason why an application does not get the access that was asked for.
@nonexhaustive
public enum AccessError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is no such application.
    case applicationUnknown(id: String)
    /// Clients of the application are not gone; their records.
    case applicationInUse(id: String, clients: [String])
    /// There is no such access request.
    case requestUnknown(id: String)
    /// The application has asked for the product already, and the request is open; that request.
    case requestOpen(id: String)
    /// The request's state does not allow the step.
    case requestTransitionRefused(id: String, state: String, transition: String)
    /// The approved request is being carried out, or a client has it: that client's record and its state, if there is
    /// one.
    case requestUnderWay(id: String, client: String? = nil, state: String? = nil)
    /// The client that the application has already can be given nothing, and keeps a second from being registered.
    case clientInTheWay(client: String, state: ClientState, request: String)
    /// There is no such subscription.
    case subscriptionUnknown(id: String)
    /// The product is in the catalogue, but no provider registers clients for it.
    case productNotOffered(String)
    /// No provider registers clients for the product: there is no offer to withdraw.
    case offerUnknown(product: String)
    /// There is no such client type, or the product is not offered to it.
    case clientTypeNotOffered(String, product: String, offered: [String])
    /// The plan is bound to other products.
    case planNotForProduct(plan: String, product: String, products: [String])
    /// One credential would have several plans that are bound to no product.
    case plansConflict([String])
    /// The dates leave no time in which the subscription holds.
    case datesInvalid(startsAt: Int64?, endsAt: Int64)
    /// The client has no secret, or its owner has seen it already, or it has expired.
    case secretGone(client: String)

    /// The stable name of the cause.
    package var code: String {
        switch self {
        case .applicationUnknown: "application_unknown"
        case .applicationInUse: "application_in_use"
        case .requestUnknown: "access_request_unknown"
        case .requestOpen: "access_request_open"
        case .requestTransitionRefused: "access_request_decided"
        case .requestUnderWay: "access_request_under_way"
        case .clientInTheWay: "client_in_the_way"
        case .subscriptionUnknown: "subscription_unknown"
        case .productNotOffered, .offerUnknown: "product_not_offered"
        case .clientTypeNotOffered: "client_type_not_offered"
        case .planNotForProduct: "plan_not_for_product"
        case .plansConflict: "plans_conflict"
        case .datesInvalid: "dates_invalid"
        case .secretGone: "secret_gone"
        }
    }

    /// The cause in words for a person.
    public var description: String {
        switch self {
        case .applicationUnknown(let id): "there is no application `\(id)`"
        case .applicationInUse(let id, let clients):
            "the application `\(id)` cannot be deleted while it has clients: " + clients.joined(separator: ", ")
        case .requestUnknown(let id): "there is no access request `\(id)`"
        case .requestOpen(let id): "the same was asked for already, in the access request `\(id)`"
        case .requestTransitionRefused(let id, let state, let transition):
            "the access request `\(id)` is \(state), which does not allow `\(transition)`"
        case .offerUnknown(let product): "the product `\(product)` is not offered at any provider"
        case .requestUnderWay(let id, let client, let state): Self.underWay(id, client, state)
        case .clientInTheWay(let client, let state, let request): Self.inTheWay(client, state, request)
        case .subscriptionUnknown(let id): "there is no subscription `\(id)`"
        case .productNotOffered(let product):
            "no provider registers clients for the product `\(product)`; an admin has to say which one does"
        case .clientTypeNotOffered(let type, let product, let offered):
            "the product `\(product)` is not offered to clients of the type `\(type)`; the types are "
                + offered.joined(separator: ", ")
        case .planNotForProduct(let plan, let product, let products):
            "the plan `\(plan)` is not for the product `\(product)`, but for " + products.joined(separator: ", ")
        case .plansConflict(let plans):
            "one credential cannot have the plans \(plans.joined(separator: ", ")): none of them is bound to products,"
                + " so the gate could not tell which is meant; bind plans with `products:`, or use another application"
        case .datesInvalid(let start, let end):
            "a subscription from \(start.map(String.init) ?? "now") to \(end) (Unix seconds) never holds"
        case .secretGone(let client):
            "there is no secret of the client `\(client)` to show: a secret is shown once, then erased; rotate it"
        }
    }

    private static func underWay(_ id: String, _ client: String?, _ state: String?) -> String {
        guard let client, let state else { return "the access request `\(id)` is being carried out; try again later" }
        return "the access request `\(id)` has led to the client `\(client)`, which is \(state): reconcile, then take"
            + " the subscription away or delete the client; if it is in doubt, look at the provider and forget it"
    }

    private static func inTheWay(_ client: String, _ state: ClientState, _ request: String) -> String {
        let remedy =
            switch state {
            case .lost: "delete it at the provider, then forget it"
            case .deleting: "its deletion has to be finished, or the client forgotten if it is gone"
            default: "reconcile; if that does not settle it, look at the provider and forget it"
            }
        return "the application's client `\(client)` is \(state.name): \(remedy). The access request `\(request)` stays"
            + " approved and is carried out then; until then it can be rejected or withdrawn"
    }
}
