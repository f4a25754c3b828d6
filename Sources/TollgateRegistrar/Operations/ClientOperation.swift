/// One operation on a client at its provider: it is prepared, its intent is committed, its request is sent, and its
/// answer is committed.
struct ClientOperation<Target: Sendable>: Sendable {
    /// The identifier; the client's metadata carries it as `software_version`.
    let id: String
    let provider: Provider
    /// The settings that the client is to have afterwards.
    let intent: ClientSettings
    /// The place to which its request is sent, and the right that it carries.
    var target: Target
    /// The record as it was committed last; before the first commit as it will be.
    var record: ClientRecord

    /// The metadata that the client is to be registered with, as the provider's driver has it.
    var asked: ClientMetadata { provider.driver.adapted(intent.metadata(operationID: id)) }
}

/// The place to which a registration is sent, and the right that it carries (RFC 7591 §3).
struct RegistrationTarget: Sendable {
    let profile: ProviderProfile
    let authorization: RegistrationAuthorization
}

/// The place of an operation on a client that is registered already, and the client before it (RFC 7592 §2).
struct ManagementTarget: Sendable {
    let endpoint: ClientConfigurationEndpoint
    /// The client's secret before the operation; `nil` if none is kept.
    let oldSecret: Secret?
    /// The state of the record before the operation.
    let earlierState: ClientState
    /// Whether the client is to get a new secret.
    var renewsSecret = false
}
