/// Why a store did not do what it was asked.
@nonexhaustive
public enum ClientStoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is a provider of this name.
    case providerExists(name: String)
    /// There is no provider of this name.
    case providerUnknown(name: String)
    /// Something still refers to the provider: clients, by application and record, or offers, by product.
    case providerInUse(name: String, clients: [String], products: [String] = [])
    /// The application has a client of this type at this provider already; its record.
    case clientExists(id: String)
    /// The client, by its identifier at its issuer, is another record's, whatever the state of that; the other record.
    case clientTaken(record: String)
    /// There is no such application.
    case applicationUnknown(id: String)
    /// Clients of the application are not gone; their records.
    case applicationInUse(id: String, clients: [String])
    /// The product is not offered.
    case offerUnknown(product: String)
    /// There is no such access request.
    case requestUnknown(id: String)
    /// The application has asked for the product already, and the request is open.
    case requestOpen(id: String)
    /// The request's state does not allow the step.
    case requestTransitionRefused(id: String, state: String, transition: String)
    /// There is no such token of the admin API.
    case tokenUnknown(id: String)
    /// There is no such record.
    case clientUnknown(id: String)
    /// The record has changed since the caller saw it.
    case conflict(id: String, expected: Int, found: Int)
    /// The record's state does not allow the step.
    case transitionRefused(id: String, state: ClientState, transition: String)
    /// What is stored cannot be read.
    case recordDamaged(id: String)
    /// The store does not work.
    case unavailable(reason: String)

    /// The stable name of the cause.
    public var code: String {
        switch self {
        case .providerExists: "provider_exists"
        case .providerUnknown: "provider_unknown"
        case .providerInUse: "provider_in_use"
        case .clientExists: "client_exists"
        case .clientTaken: "client_taken"
        case .applicationUnknown: "application_unknown"
        case .applicationInUse: "application_in_use"
        case .offerUnknown: "product_not_offered"
        case .requestUnknown: "access_request_unknown"
        case .requestOpen: "access_request_open"
        case .requestTransitionRefused: "access_request_decided"
        case .tokenUnknown: "api_token_unknown"
        case .clientUnknown: "client_unknown"
        case .conflict: "client_conflict"
        case .transitionRefused: "transition_refused"
        case .recordDamaged: "record_damaged"
        case .unavailable: "store_unavailable"
        }
    }

    /// What happened, in words for a person.
    public var description: String {
        switch self {
        case .providerExists(let name): "there is a provider `\(name)` already"
        case .providerUnknown(let name): "there is no provider `\(name)`"
        case .providerInUse(let name, let clients, let products): Self.inUse(name, clients, products)
        case .clientExists(let id): "the application has such a client already, `\(id)`"
        case .clientTaken(let record):
            "the client is on the books already, as record `\(record)`: a client of an issuer has one record"
        case .applicationUnknown(let id): "there is no application `\(id)`"
        case .applicationInUse(let id, let clients):
            "the application `\(id)` cannot be deleted while it has clients: " + clients.joined(separator: ", ")
        case .offerUnknown(let product): "the product `\(product)` is not offered at any provider"
        case .requestUnknown(let id): "there is no access request `\(id)`"
        case .requestOpen(let id): "the same was asked for already, in the access request `\(id)`"
        case .requestTransitionRefused(let id, let state, let transition):
            "the access request `\(id)` is \(state), which does not allow `\(transition)`"
        case .tokenUnknown(let id): "there is no API token `\(id)`"
        case .clientUnknown(let id): "there is no client record `\(id)`"
        case .conflict(let id, let expected, let found):
            "the record `\(id)` was changed meanwhile (version \(found), expected \(expected))"
        case .transitionRefused(let id, let state, let transition):
            "the client record `\(id)` is \(state), which does not allow `\(transition)`"
        case .recordDamaged(let id): "the record `\(id)` cannot be read"
        case .unavailable(let reason): "the store does not work: \(reason)"
        }
    }

    private static func inUse(_ name: String, _ clients: [String], _ products: [String]) -> String {
        var reasons: [String] = []
        if !products.isEmpty { reasons.append("products use it: " + products.joined(separator: ", ")) }
        if !clients.isEmpty { reasons.append("clients are registered there: " + clients.joined(separator: ", ")) }
        return "the provider `\(name)` cannot be deleted while " + reasons.joined(separator: ", and while ")
    }
}
