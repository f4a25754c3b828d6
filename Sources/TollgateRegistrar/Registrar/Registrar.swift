internal import Foundation
public import TollgateHTTP

/// Registers OAuth clients for applications at identity providers, keeps their credentials, and takes them away again.
///
/// Each operation commits to the store what it is about to do before it asks the provider, and what the provider
/// answered before it does anything else. Operations on one client exclude each other through the store's
/// compare-and-set, also between processes. Once an operation has begun it runs to its end even if the caller's task is
/// cancelled: a request to a provider cannot be taken back.
public final class Registrar: Sendable {
    /// How long an operation may be under way before another one may take its place: 2 min.
    ///
    /// It is far longer than the deadline of a request, so whoever began it has died.
    static let operationLeaseSeconds: Int64 = 120
    /// How long to wait before each further attempt to store what a provider has done already.
    static let commitPauses: [Duration] = [.milliseconds(50), .milliseconds(200)]

    let store: any RegistrarStore
    let sealer: SecretSealer
    let network: any ProviderNetwork
    let directory: ProviderDirectory
    let initialAccessTokens: InitialAccessTokens
    let turns = ProviderTurns()
    let claims = RequestClaims()
    let scopes: @Sendable () -> GrantableScopes
    /// The client types that developers may choose from.
    public let clientTypes: [ClientType]
    let now: @Sendable () -> Int64
    let tokenCheck: (any ClientTokenCheck)?
    let lossRule: LossRule
    let notify: @Sendable (ClientNotice) async -> Void

    /// A registrar that reaches providers over `outbound`.
    ///
    /// - Parameters:
    ///   - store: Where providers and clients are kept.
    ///   - sealer: Seals secrets before they reach the store.
    ///   - outbound: Makes the requests.
    ///   - scopes: What products and plans stand for; asked anew for each operation, so a reload takes effect.
    ///   - clientTypes: The client types that developers may choose from.
    ///   - now: The time in Unix seconds.
    ///   - tokenCheck: Judges the first token of each new client that obtains tokens by itself, before it is active.
    ///     Default: none is obtained.
    ///   - lossRule: When a client counts as lost that its provider does not let the registrar manage. Default: after
    ///     3 refusals within at least 1 h.
    ///   - notify: Gets each notice; for a deletion before the provider is asked. The operation waits for it.
    public convenience init(
        store: any RegistrarStore, sealer: SecretSealer, outbound: OutboundClient,
        scopes: @escaping @Sendable () -> GrantableScopes,
        clientTypes: [ClientType] = ApplicationTypePolicy().clientTypes,
        now: @escaping @Sendable () -> Int64 = { Registrar.systemTime() },
        tokenCheck: (any ClientTokenCheck)? = nil, lossRule: LossRule = LossRule(),
        notify: @escaping @Sendable (ClientNotice) async -> Void = { _ in }
    ) {
        self.init(
            store: store, sealer: sealer, transport: outbound, discovery: DiscoveryCache(client: outbound),
            scopes: scopes, clientTypes: clientTypes, now: now, tokenCheck: tokenCheck,
            lossRule: lossRule, notify: notify)
    }

    /// A registrar with a transport and a source of metadata of one's own.
    ///
    /// - Parameters:
    ///   - store: Where providers and clients are kept.
    ///   - sealer: Seals secrets before they reach the store.
    ///   - transport: Sends requests to registration and token endpoints.
    ///   - discovery: Finds providers' metadata.
    ///   - scopes: What products and plans stand for; asked anew for each operation, so a reload takes effect.
    ///   - clientTypes: The client types that developers may choose from.
    ///   - now: The time in Unix seconds.
    ///   - tokenCheck: Judges the first token of each new client that obtains tokens by itself, before it is active.
    ///     Default: none is obtained.
    ///   - lossRule: When a client counts as lost that its provider does not let the registrar manage. Default: after
    ///     3 refusals within at least 1 h.
    ///   - notify: Gets each notice; for a deletion before the provider is asked. The operation waits for it.
    public convenience init(
        store: any RegistrarStore, sealer: SecretSealer, transport: any HTTPTransport, discovery: any MetadataSource,
        scopes: @escaping @Sendable () -> GrantableScopes,
        clientTypes: [ClientType] = ApplicationTypePolicy().clientTypes,
        now: @escaping @Sendable () -> Int64 = { Registrar.systemTime() },
        tokenCheck: (any ClientTokenCheck)? = nil, lossRule: LossRule = LossRule(),
        notify: @escaping @Sendable (ClientNotice) async -> Void = { _ in }
    ) {
        self.init(
            store: store, sealer: sealer, network: SingleNetwork(transport: transport, source: discovery),
            scopes: scopes, clientTypes: clientTypes, now: now, tokenCheck: tokenCheck,
            lossRule: lossRule, notify: notify)
    }

    /// A registrar that reaches each provider as its settings say.
    ///
    /// - Parameters:
    ///   - store: Where providers and clients are kept.
    ///   - sealer: Seals secrets before they reach the store.
    ///   - network: Reaches the providers.
    ///   - scopes: What products and plans stand for; asked anew for each operation, so a reload takes effect.
    ///   - clientTypes: The client types that developers may choose from.
    ///   - now: The time in Unix seconds.
    ///   - tokenCheck: Judges the first token of each new client that obtains tokens by itself, before it is active.
    ///     Default: none is obtained.
    ///   - lossRule: When a client counts as lost that its provider does not let the registrar manage. Default: after
    ///     3 refusals within at least 1 h.
    ///   - notify: Gets each notice; for a deletion before the provider is asked. The operation waits for it.
    public init(
        store: any RegistrarStore, sealer: SecretSealer, network: any ProviderNetwork,
        scopes: @escaping @Sendable () -> GrantableScopes,
        clientTypes: [ClientType] = ApplicationTypePolicy().clientTypes,
        now: @escaping @Sendable () -> Int64 = { Registrar.systemTime() },
        tokenCheck: (any ClientTokenCheck)? = nil, lossRule: LossRule = LossRule(),
        notify: @escaping @Sendable (ClientNotice) async -> Void = { _ in }
    ) {
        self.store = store
        self.sealer = sealer
        self.network = network
        directory = ProviderDirectory(network: network)
        initialAccessTokens = InitialAccessTokens(now: now)
        self.scopes = scopes
        self.clientTypes = clientTypes
        self.now = now
        self.tokenCheck = tokenCheck
        self.lossRule = lossRule
        self.notify = notify
    }

    /// The wall clock in Unix seconds.
    public static func systemTime() -> Int64 {
        Int64(Date().timeIntervalSince1970)
    }

    /// All client records, oldest first, their secrets sealed.
    public func clients() async throws(RegistrationError) -> [ClientRecord] {
        do {
            return try await store.clients()
        } catch {
            throw .store(error)
        }
    }

    /// One client record, its secrets sealed.
    ///
    /// - Throws: `RegistrationError.clientUnknown`.
    public func client(_ id: String) async throws(RegistrationError) -> ClientRecord {
        try await record(id)
    }

    /// Takes a client off the books that somebody has looked for at the provider by hand and removed there.
    ///
    /// That is also the way out for a registration that died before its answer was stored, and for a deletion that
    /// the provider will never confirm because it is gone itself.
    ///
    /// - Parameter id: The record of a client that failed, is in doubt or was lost, or whose registration or deletion
    ///   has come to a standstill.
    /// - Throws: `RegistrationError.clientBusy` while the registration or deletion may still be under way;
    ///   `RegistrationError.clientState` in any other state.
    public func forget(_ id: String) async throws(RegistrationError) {
        let record = try await record(id)
        try checkIdle(record)
        _ = try await apply(.forgotten, to: record)
        await publish(.deleted, record)
    }
}
