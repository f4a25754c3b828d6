internal import TollgateCatalogue

/// A peculiarity of a provider's answer that does not stop a registration, for an operator to know.
@nonexhaustive
public enum RegistrationWarning: Hashable, Sendable, CustomStringConvertible {
    /// The answer does not name the scopes that were asked for.
    case scopeUnconfirmed(asked: [String])
    /// The client got scopes that were not asked for.
    case scopeWider([String])
    /// The provider hands out scopes beyond those that a client is registered with.
    case scopeNotEnforced(driver: String)
    /// The answer does not name the grant types that were asked for.
    case grantTypesUnconfirmed(asked: [String])
    /// A client that names its scopes gets none of the provider's default ones.
    case defaultScopesWithheld(driver: String)
    /// The client got grant types that were not asked for.
    case grantTypesWider([String])
    /// The client authenticates in another way than was asked for.
    case authMethodChanged(asked: String, granted: String)
    /// There is a secret but no `client_secret_expires_at`; it is taken not to expire.
    case secretExpiryMissing
    /// The provider gave nothing to manage the client with: Tollgate can neither update nor delete it.
    case clientUnmanaged
    /// The client is active although no token of its own was checked.
    case tokenUnchecked(reason: String)
    /// An update's answer moved `registration_client_uri` to another origin; the old one is kept.
    case clientURIMoved(to: String)

    /// The stable name of the warning.
    public var code: String {
        switch self {
        case .scopeUnconfirmed: "scope_unconfirmed"
        case .scopeWider: "scope_wider"
        case .scopeNotEnforced: "scope_not_enforced"
        case .defaultScopesWithheld: "default_scopes_withheld"
        case .grantTypesUnconfirmed: "grant_types_unconfirmed"
        case .grantTypesWider: "grant_types_wider"
        case .authMethodChanged: "auth_method_changed"
        case .secretExpiryMissing: "secret_expiry_missing"
        case .clientUnmanaged: "client_unmanaged"
        case .tokenUnchecked: "token_unchecked"
        case .clientURIMoved: "client_uri_moved"
        }
    }

    /// The cause in words for a person.
    public var description: String {
        switch self {
        case .scopeUnconfirmed(let asked):
            "the provider does not say whether it granted `\(asked.joined(separator: " "))`"
        case .scopeWider(let scopes):
            "the provider also granted `\(Redactor.clean(scopes))`; the API should use `clients: registered`"
        case .scopeNotEnforced(let driver):
            "\(driver) gives a client scopes that it was not registered with; the API should use `clients: registered`"
        case .defaultScopesWithheld(let driver):
            "\(driver) gives a client that names its scopes none of the default client scopes, so its tokens may lack"
                + " `sub`, roles and audiences; make those scopes optional and part of a product, or set the policy"
                + " `add-default-scopes`"
        case .grantTypesUnconfirmed(let asked):
            "the provider does not say whether it granted the grant types \(asked.joined(separator: ", "))"
        case .grantTypesWider(let grants):
            "the provider also granted the grant types \(Redactor.clean(grants, separator: ", "))"
        case .authMethodChanged(let asked, let granted):
            "the client authenticates with \(Redactor.clean(granted)); \(asked) was asked for"
        case .secretExpiryMissing:
            "the provider does not say when the secret expires (RFC 7591 §3.2.1); it is taken not to expire"
        case .clientUnmanaged:
            "the provider gave no registration_client_uri and registration_access_token (RFC 7592 §3): the client can"
                + " be changed and deleted only at the provider"
        case .tokenUnchecked(let reason): "no token of the client was checked before it became active: \(reason)"
        case .clientURIMoved(let url):
            "the provider moved registration_client_uri to another origin, \(Redactor.clean(url: url)); the old one is kept"
        }
    }
}
