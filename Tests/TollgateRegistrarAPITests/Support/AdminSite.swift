import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing
import TollgateCatalogue
import TollgateRegistrar
import TollgateRegistrarAPI
import TollgateSQLite

/// The admin API over a provider that registers everybody, with a token for an admin and for two developers.
struct AdminSite: Sendable {
    struct Reply: Sendable {
        let status: Int
        let headers: HTTPFields
        let text: String
        var members: [String: JSONValue] { JSONValue(parsing: Array(text.utf8))?.object ?? [:] }
        var code: String? { members["code"]?.string }

        subscript(_ name: String) -> String { members[name]?.string ?? "" }
    }

    let provider: EchoProvider
    let admin: String
    let ann: String
    let bob: String
    /// What is served, such as `GET /api/applications`.
    let routes: Set<String>
    private let client: any TestClientProtocol

    static let catalogue = Catalogue(
        issuers: [], policies: [],
        products: [Product(id: "payments", displayName: "Payments", scopes: ["product_payments"], policies: [])],
        plans: [
            Plan(id: "free", displayName: "Free", scopes: ["free_plan"], policies: []),
            Plan(id: "gold", displayName: "Gold", scopes: ["gold_plan"], policies: []),
        ], scopes: [], apis: [])

    /// Runs `body` against a new site.
    static func run(_ body: @escaping @Sendable (AdminSite) async throws -> Void) async throws {
        let store = try SQLiteClientStore.inMemory()
        let provider = EchoProvider()
        let registrar = Registrar(
            store: store,
            configuration: Registrar.Configuration(
                sealer: SecretSealer(current: try SealingKey(id: "k", bytes: [UInt8](repeating: 3, count: 32))),
                network: SingleNetwork(transport: provider, source: provider), scopes: { CatalogueScopes(catalogue) }))
        var tokens: [String] = []
        for (role, owner) in [(.admin, "root"), (.developer, "ann"), (.developer, "bob")] as [(APIToken.Role, String)] {
            let made = APIToken.make(role: role, owner: owner, now: 1)
            try await store.insert(made.stored)
            tokens.append(made.token.reveal())
        }
        let (admin, ann, bob) = (tokens[0], tokens[1], tokens[2])
        let api = RegistrarAPI(registrar: registrar, store: store, catalogue: { catalogue })
        let router = api.router()
        let routes = Set(router.routes.map { "\($0.method.rawValue) \($0.path)" })
        try await Application(router: router).test(.router) { client in
            try await body(
                AdminSite(provider: provider, admin: admin, ann: ann, bob: bob, routes: routes, client: client))
        }
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, as token: String? = nil,
        key: String? = nil, type: String? = "application/json"
    ) async throws -> Reply {
        try await send(method, path, bytes: body.map { Array($0.utf8) } ?? [], as: token, key: key, type: type)
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, bytes: [UInt8], as token: String? = nil, key: String? = nil,
        type: String? = "application/json"
    ) async throws -> Reply {
        var headers: HTTPFields = [.authorization: "Bearer \(token ?? admin)"]
        headers[.contentType] = type
        if let key, let name = HTTPField.Name("Idempotency-Key") { headers[name] = key }
        return try await client.execute(
            uri: path, method: method, headers: headers, body: bytes.isEmpty ? nil : ByteBuffer(bytes: bytes)
        ) { Reply(status: $0.status.code, headers: $0.headers, text: String(buffer: $0.body)) }
    }

    /// Adds a provider, offers payments there, and returns ann's application.
    func prepared() async throws -> String {
        _ = try await send(
            .post, "/api/dcr_providers", #"{"name":"idp","provider_type":"oidc","issuer":"https://idp.example"}"#)
        _ = try await send(
            .put, "/api/portals/default/api_products/payments", #"{"auth":{"dcr":{"dcr_provider_id":"idp"}}}"#)
        return try await send(.post, "/api/applications", #"{"name":"Acme"}"#, as: ann)["id"]
    }

    /// Asks for payments on the free plan as ann, approves it, and returns the credential.
    func provisioned() async throws -> String {
        let application = try await prepared()
        let request = try await send(
            .post, "/api/access_requests",
            #"{"application_id":"\#(application)","product_id":"payments","plan_id":"free"}"#, as: ann)
        return try await send(.post, "/api/access_requests/\(request["id"])/approve")["credential_id"]
    }
}
