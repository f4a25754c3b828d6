public import TollgateOutbound

/// The reason why the registrar does not do what it was asked.
///
/// Stores throw it too: what their records do not allow is found in the transaction that would have changed them.
///
/// `description` says what was asked, what was answered and, where that is known, what would be right. It never holds
/// a secret.
@nonexhaustive
public enum RegistrationError: Error, Hashable, Sendable {
    /// The caller's request makes no sense.
    case requestInvalid(reason: String)
    /// There is a provider of this name.
    case providerExists(name: String)
    /// There is no provider of this name.
    case providerUnknown(name: String)
    /// Clients, by application and record, or offers, by product, refer to the provider, which cannot be deleted.
    case providerInUse(name: String, clients: [String], products: [String] = [])
    /// The catalogue has no such product.
    case productUnknown(String, known: [String])
    /// The catalogue has no such plan.
    case planUnknown(String, known: [String])
    /// The configuration of the provider makes no sense.
    case providerInvalid(name: String, reason: String)
    /// The provider's metadata could not be had.
    case discoveryFailed(provider: String, DiscoveryError)
    /// The provider's metadata names no registration endpoint.
    case registrationUnsupported(provider: String, issuer: String)
    /// The provider's token endpoint gave no initial access token.
    case initialAccessFailed(provider: String, TokenError)
    /// The provider said no; nothing has changed there.
    case refused(RegistrationRefusal)
    /// The request was not sent; nothing has changed.
    case notSent(RegistrationExchange, OutboundError)
    /// The provider may have done it or not.
    case outcomeUnknown(RegistrationExchange, cause: String)
    /// The provider did it and gave an answer that cannot be used.
    case responseInvalid(RegistrationExchange, RegistrationResponseDefect)
    /// The provider answered a registration with a client that was there before: that of another record, or one that
    /// carries the mark of another registration.
    ///
    /// Nothing of the answer is kept, and nothing was deleted at the provider.
    case clientTaken(provider: String, record: String?)
    /// The provider granted less than was asked for; says whether the useless client was deleted again.
    case narrowed(RegistrationShortfall, compensated: Bool)
    /// The new client's first token does not pass; says why, and whether the useless client was deleted again.
    case tokenRejected(clientID: String, reason: String, compensated: Bool)
    /// Whether the new client's first token passes could not be found out; it is not active before.
    case tokenUnverified(client: String, reason: String)
    /// The provider changed the client, but the store could not keep its answer: this is the only copy.
    case credentialNotKept(UnstoredCredential)
    /// The application has a client of this type at this provider; its record.
    case clientExists(id: String)
    /// The client, by its identifier at its issuer, is another record's, whatever the state of that; the other record.
    case clientOnRecord(record: String)
    /// The record has changed since the caller saw it.
    case recordChanged(id: String, expected: Int, found: Int)
    /// The record's state does not allow the step.
    case transitionRefused(id: String, state: ClientState, transition: String)
    /// There is no such token of the registrar's API.
    case apiTokenUnknown(id: String)
    /// The registrar has no such client.
    case clientUnknown(id: String)
    /// Too many operations wait for their turn at a provider that takes one request at a time; nothing was begun.
    case providerBusy(name: String, waiting: Int)
    /// Another operation on this client is under way.
    case clientBusy(id: String, state: ClientState)
    /// The client is not in a state in which this can be done.
    case clientState(id: String, state: ClientState)
    /// The provider gave nothing to manage the client with.
    case clientUnmanaged(id: String)
    /// An application does not get the access that was asked for.
    case access(AccessError)
    /// The provider has no way to give a client a new secret; says what the driver knows about it.
    case rotationUnsupported(clientID: String, driver: String)
    /// The provider accepted the request for a new secret, but issued none: the old one is still good.
    case secretNotRotated(clientID: String)
    /// A secret could not be sealed or opened.
    case sealing(SealingError)
    /// The store does not work.
    case store(StoreFailure)

    /// The stable name of the cause.
    public var code: String {
        switch self {
        case .requestInvalid: "request_invalid"
        case .providerExists: "provider_exists"
        case .providerUnknown: "provider_unknown"
        case .providerInUse: "provider_in_use"
        case .productUnknown: "product_unknown"
        case .planUnknown: "plan_unknown"
        case .providerInvalid: "provider_invalid"
        case .discoveryFailed: "discovery_failed"
        case .registrationUnsupported: "registration_unsupported"
        case .initialAccessFailed: "initial_access_failed"
        case .refused: "registration_refused"
        case .notSent: "request_not_sent"
        case .outcomeUnknown: "outcome_unknown"
        case .responseInvalid: "response_invalid"
        case .clientTaken: "client_taken"
        case .narrowed: "registration_narrowed"
        case .tokenRejected: "client_token_rejected"
        case .tokenUnverified: "client_token_unverified"
        case .credentialNotKept: "credential_not_kept"
        case .clientExists: "client_exists"
        case .clientOnRecord: "client_taken"
        case .recordChanged: "client_conflict"
        case .transitionRefused: "transition_refused"
        case .apiTokenUnknown: "api_token_unknown"
        case .clientUnknown: "client_unknown"
        case .providerBusy: "provider_busy"
        case .clientBusy: "client_busy"
        case .clientState: "client_state"
        case .clientUnmanaged: "client_unmanaged"
        case .access(let error): error.code
        case .rotationUnsupported: "rotation_unsupported"
        case .secretNotRotated: "secret_not_rotated"
        case .sealing(let error): error.code
        case .store(let failure): failure.code
        }
    }
}
