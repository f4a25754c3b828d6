import TollgateCatalogue
import TollgateOutbound
import TollgateSQLite

@testable import TollgateRegistrar

/// What tests of drivers do over and over: reach a provider over real HTTP, register, find where the client is managed.
struct DriverHarness {
    /// One client for all tests, which lives as long as the process.
    static let outbound = OutboundClients().client(deadline: .seconds(60))

    static let backend = ClientMetadata(
        clientName: "Acme", grantTypes: [.clientCredentials], scopes: ["product_payments", "free_plan"],
        softwareID: "tollgate", softwareVersion: "op-1")

    let provider: Provider
    let registrar: Registrar
    let access: ProviderAccess
    let endpoints: ConfigurationEndpoints
    var client: DynamicRegistrationClient {
        DynamicRegistrationClient(transport: Self.outbound, driver: provider.driver)
    }

    init(_ driver: ProviderDriver, address: String, issuer: String? = nil, access: InitialAccess = .none) throws {
        provider = Provider(name: "idp", driver: driver, address: address, issuer: issuer, initialAccess: access)
        let sealer = SecretSealer(current: try SealingKey(id: "k", bytes: [UInt8](repeating: 3, count: 32)))
        let network = SingleNetwork(Self.outbound)
        registrar = Registrar(
            store: try SQLiteClientStore.inMemory(),
            configuration: Registrar.Configuration(
                sealer: sealer, network: network, scopes: { RegistrarFixture.catalogueScopes }))
        self.access = ProviderAccess(network: network, now: { 0 })
        endpoints = ConfigurationEndpoints(
            access: self.access, credentials: CredentialSealer(sealer: sealer, now: { 0 }))
    }

    /// Registers as the registrar does: the metadata as the driver has it, the initial access that is configured.
    func register(_ metadata: ClientMetadata = Self.backend) async throws(RegistrationError) -> RegistrationResponse {
        let profile = try await access.profile(of: provider)
        return try await client.register(
            provider.driver.adapted(metadata), at: profile.registrationEndpoint,
            authorization: try await access.authorization(for: provider, profile: profile), operationID: "op-1")
    }

    /// Where the client of an answer is managed.
    func endpoint(_ response: RegistrationResponse) async throws -> ClientConfigurationEndpoint {
        guard let endpoint = try await endpoints.endpoint(in: response, at: provider) else {
            throw RegistrationError.clientUnmanaged(id: response.clientID)
        }
        return endpoint
    }

    /// What the driver makes of an answer.
    func granted(
        _ response: RegistrationResponse, asked: ClientMetadata = Self.backend, isUpdate: Bool = false
    ) -> RegistrationComparison {
        RegistrationComparison(
            response, asked: provider.driver.adapted(asked), driver: provider.driver, isUpdate: isUpdate)
    }

    /// Changes a client from what `response` says.
    func update(
        _ response: RegistrationResponse, to metadata: ClientMetadata = Self.backend
    ) async throws -> RegistrationResponse {
        try await client.update(
            try await endpoint(response), to: provider.driver.adapted(metadata), lastReturned: response.members,
            clientSecret: response.clientSecret)
    }

    /// Asks for a new secret.
    func rotate(
        _ response: RegistrationResponse, keeping metadata: ClientMetadata = Self.backend
    ) async throws -> RegistrationResponse {
        try await client.rotateSecret(
            try await endpoint(response), keeping: provider.driver.adapted(metadata), lastReturned: response.members,
            clientSecret: response.clientSecret)
    }

    /// The refusal that `operation` ends with.
    func refusal(_ operation: () async throws -> RegistrationResponse) async throws -> RegistrationRefusal? {
        do {
            _ = try await operation()
            return nil
        } catch let error as RegistrationError {
            guard case .refused(let refusal) = error else { throw error }
            return refusal
        }
    }
}
