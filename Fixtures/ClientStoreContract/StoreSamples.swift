internal import TollgateCatalogue
import TollgateRegistrar

/// Records to try a store with.
enum StoreSamples {
    static let now: Int64 = 1_700_000_000

    static func provider(_ name: String = "idp") -> ProviderRecord {
        ProviderRecord(
            name: name, driver: "other", address: "https://\(name).example", issuer: "https://\(name).example",
            initialAccess: SealedSecret(bytes: [1, 2, 3]), createdAt: now)
    }

    static func application(_ id: String = "a-1", owner: String = "dev@acme.example") -> Application {
        Application(id: id, name: "Acme", description: "Orders", owner: owner, createdAt: now, updatedAt: now)
    }

    static func client(_ id: String = "c-1", application: String? = nil, provider: String = "idp") -> ClientRecord {
        ClientRecord(
            id: id, operationID: "op-\(id)", provider: provider, issuer: "https://\(provider).example",
            settings: ClientSettings(
                application: "Acme", applicationID: application,
                subscriptions: [
                    Subscription(id: "s-1", product: "payments", plan: "free", startsAt: now, endsAt: now + 100)
                ], scopes: ["product_payments", "free_plan"], clientType: .backend, redirectURIs: ["https://a.example"],
                metadata: ["contacts": .strings(["ops@acme.example"])]), createdAt: now, updatedAt: now)
    }

    static func request(_ id: String = "r-1", application: String = "a-1") -> AccessRequest {
        AccessRequest(
            id: id, application: application, product: "payments", plan: "free", clientType: "backend",
            redirectURIs: ["https://a.example"], startsAt: now, endsAt: now + 100, createdAt: now, updatedAt: now)
    }

    static let registration = ClientRegistration(
        clientID: "id-1", clientSecret: SealedSecret(bytes: [4]), secretExpiresAt: 7,
        registrationAccessToken: SealedSecret(bytes: [5]), registrationAccessTokenExpiresAt: 9,
        registrationClientURI: "https://idp.example/c/id-1",
        members: ["x": .object(["y": .integer(3)])])
}
