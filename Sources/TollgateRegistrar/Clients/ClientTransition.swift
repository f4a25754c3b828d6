/// One step of a client's record.
///
/// A store applies steps; it never overwrites a record with another.
@nonexhaustive
public enum ClientTransition: Hashable, Sendable {
    /// `registering` → `active`: the provider registered the client.
    case registered(ClientRegistration)
    /// `registering` → `verifying`: the provider registered the client, and its first token is about to be checked.
    case awaitingToken(ClientRegistration)
    /// `verifying` → `verifying`: another check of its first token is about to begin.
    case verifying(operationID: String)
    /// `verifying` → `verifying`: the check did not come to an end; nothing is under way any more.
    case verificationUnfinished(reason: String)
    /// `verifying` → `active`: a token of the client has passed the gate's checks.
    case verified
    /// `registering` → `deleting`: the provider registered it with too little, and it must go again; also from
    /// `inDoubt` where the answer comes after the registration was taken for dead.
    case compensating(ClientRegistration)
    /// `registering` or `deleting` → `failed`: there is no client.
    case failed(reason: String)
    /// `registering` or `updating` → `inDoubt`, with the client's identifier if at least that is known.
    case inDoubt(reason: String, clientID: String?)
    /// `active` → `updating`: a change is about to be sent; also from `inDoubt` where the client can be managed, since
    /// a second change settles what became of the first.
    ///
    /// `intent` has the settings after the change; it is `nil` where the client is only read or gets another secret.
    case updating(operationID: String, intent: ClientSettings? = nil)
    /// `updating` → `active`: the provider answered; `settings` is `nil` if it answered with too little.
    ///
    /// `secretIsNew` says that the client's secret is another one than before, which its owner has to hear of.
    case updated(ClientRegistration, settings: ClientSettings?, secretIsNew: Bool = false)
    /// `updating` → `active`: the provider refused the change.
    case updateRefused
    /// `updating` or `deleting`: the provider does not let the client be managed, which is asked again before it is
    /// believed. From `updating` → `active`, or → `inDoubt` where `doubt` says why; `deleting` stays.
    case managementRefused(ManagementRefusals, doubt: String?)
    /// `updating` → `inDoubt`: the answer cannot be used, but holds secrets that are good now.
    case salvaged(ClientRegistration, reason: String)
    /// `active`, `inDoubt` or `lost`, which stay: the owner has seen the secret, or it has expired.
    ///
    /// `revealed` is the sealed digest of what the owner has seen; a secret that has expired needs none.
    case secretErased(revealed: SealedSecret? = nil)
    /// `verifying`, `active`, `updating`, `deleting`, `inDoubt` or `lost`, and `registering` for a client that is being
    /// adopted, which stay: the same secrets under another key.
    ///
    /// The registrar asks for it only where no operation is under way.
    case resealed(
        clientSecret: SealedSecret?, revealedSecretDigest: SealedSecret? = nil, registrationAccessToken: SealedSecret?)
    /// any state but the final ones and `registering` → `deleting`: the deletion is about to be sent.
    case deleting(operationID: String)
    /// `deleting` → `deleting`: the deletion did not come to an end; nothing is under way any more.
    case deletionUnfinished
    /// `deleting` → `deleted`: the client is gone; its secrets are erased.
    case deleted
    /// `updating` or `deleting` → `lost`: the provider does not let the registrar manage it, and has said so often.
    case lost(reason: String)
    /// `failed`, `inDoubt` or `lost` → `deleted`: an operator has made sure by hand that the client is gone; also from
    /// `registering` and `deleting`, which the registrar asks for only once no operation is under way any more.
    case forgotten

    /// The stable name.
    package var name: String {
        switch self {
        case .registered: "registered"
        case .awaitingToken: "awaiting_token"
        case .verifying: "verifying"
        case .verificationUnfinished: "verification_unfinished"
        case .verified: "verified"
        case .compensating: "compensating"
        case .failed: "failed"
        case .inDoubt: "in_doubt"
        case .updating: "updating"
        case .updated: "updated"
        case .updateRefused: "update_refused"
        case .managementRefused: "management_refused"
        case .salvaged: "salvaged"
        case .secretErased: "secret_erased"
        case .resealed: "resealed"
        case .deleting: "deleting"
        case .deletionUnfinished: "deletion_unfinished"
        case .deleted: "deleted"
        case .lost: "lost"
        case .forgotten: "forgotten"
        }
    }
}

/// The refusals of a provider to let a client be managed since it last did, although it was shown the right that it
/// issued.
///
/// A refusal may be a fault of the moment, so it is asked again before it is believed.
public struct ManagementRefusals: Hashable, Sendable {
    /// The number of times that the provider was asked about the client (RFC 7592 §2.1, §2.3) after a pause, and
    /// refused.
    public var count: Int
    /// The time at which it first refused anything, in Unix seconds.
    public var since: Int64
    /// The time at which it was last asked and refused, in Unix seconds.
    public var lastAt: Int64

    /// Refusals with these numbers.
    public init(count: Int, since: Int64, lastAt: Int64) {
        self.count = count
        self.since = since
        self.lastAt = lastAt
    }
}
