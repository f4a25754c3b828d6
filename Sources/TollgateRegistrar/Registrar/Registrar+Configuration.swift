public import TollgateCatalogue

extension Registrar {
    /// The settings of a registrar, and the services outside of it that it uses.
    ///
    /// ```swift
    /// let configuration = Registrar.Configuration(
    ///     sealer: SecretSealer(current: try SealingKey(id: "2026", bytes: key)),
    ///     network: OutboundNetwork(clients: outboundClients, logger: logger),
    ///     scopes: { CatalogueScopes(catalogue) })
    /// ```
    public struct Configuration: Sendable {
        /// The sealer of secrets, which seals them before they reach the store.
        public var sealer: SecretSealer
        /// The network of the providers: an ``OutboundNetwork``, or a ``SingleNetwork`` with one transport for all of
        /// them.
        public var network: any ProviderNetwork
        /// The scopes that products and plans stand for; asked for each operation, so that a reload takes effect.
        public var scopes: @Sendable () -> CatalogueScopes
        /// The client types that developers may choose from.
        ///
        /// Default: the application types that are allowed by default, see ``ApplicationTypePolicy``.
        public var clientTypes: [ClientType]
        /// The time in Unix seconds.
        ///
        /// Default: the wall clock.
        public var now: @Sendable () -> Int64
        /// The check of the first token of each new client that obtains tokens by itself, before it is active.
        ///
        /// Default: `nil`, none is obtained.
        public var tokenCheck: (any ClientTokenCheck)?
        /// The rule by which a client counts as lost that its provider does not let the registrar manage.
        ///
        /// Default: after 3 refusals within at least 1 h.
        public var lossRule: LossRule
        /// The receiver of each event of a client; for a deletion before the provider is asked.
        ///
        /// The operation waits for it.
        /// Default: nothing is done.
        public var onClientEvent: @Sendable (ClientEvent) async -> Void

        /// A configuration with these parts; the properties say what each is.
        public init(
            sealer: SecretSealer, network: any ProviderNetwork, scopes: @escaping @Sendable () -> CatalogueScopes,
            clientTypes: [ClientType] = ApplicationTypePolicy().clientTypes,
            now: @escaping @Sendable () -> Int64 = { Registrar.systemTime() },
            tokenCheck: (any ClientTokenCheck)? = nil, lossRule: LossRule = LossRule(),
            onClientEvent: @escaping @Sendable (ClientEvent) async -> Void = { _ in }
        ) {
            self.sealer = sealer
            self.network = network
            self.scopes = scopes
            self.clientTypes = clientTypes
            self.now = now
            self.tokenCheck = tokenCheck
            self.lossRule = lossRule
            self.onClientEvent = onClientEvent
        }
    }
}
