import CrashWorld
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import ServerTesting
import TollgateOutbound
import TollgateRegistrar
import TollgateRegistrarAPI
import TollgateSQLite

/// The admin API over a database file and a provider that repeats secrets, with everything it says kept as evidence.
struct CanarySite: Sendable {
    let provider: CanaryProvider
    let origin: String
    let evidence: CanaryEvidence
    let registrar: Registrar
    let folder: URL
    let admin: Secret
    let ann: Secret
    private let client: any TestClientProtocol

    var database: URL { folder.appending(path: "clients.db") }

    static func run(_ body: @escaping @Sendable (CanarySite) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (provider, evidence) = (CanaryProvider(), CanaryEvidence())
        let origin = try await LoopbackServer.start(provider)
        let store = try SQLiteClientStore(path: folder.appending(path: "clients.db").path)
        let clients = OutboundClients(environment: [:])
        let registrar = Registrar(
            store: store,
            configuration: Registrar.Configuration(
                sealer: SecretSealer(current: try CrashWorld.sealingKey()),
                network: OutboundNetwork(clients: clients, logger: evidence.logger("network")),
                scopes: { CrashWorld.scopes }, onClientEvent: { evidence.add(value: $0, from: "notices") }))
        let (admin, ann) = (
            APIToken.make(role: .admin, owner: "root", now: 1), APIToken.make(role: .developer, owner: "ann", now: 1)
        )
        for made in [admin, ann] {
            try await store.insert(made.stored)
            evidence.add(value: made, from: "API tokens")
        }
        let api = RegistrarAPI(registrar: registrar, store: store, catalogue: { AdminSite.catalogue })
        try await Application(router: api.router(), logger: evidence.logger("admin API")).test(.router) { client in
            try await body(
                CanarySite(
                    provider: provider, origin: origin, evidence: evidence, registrar: registrar, folder: folder,
                    admin: admin.token, ann: ann.token, client: client))
        }
        try await clients.shutdown()
    }

    /// Sends a request and keeps the answer as evidence, unless its purpose is to show a secret.
    @discardableResult
    func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: String = "", as token: Secret? = nil,
        key: String? = nil, showsSecret: Bool = false
    ) async throws -> [String: JSONValue] {
        var headers: HTTPFields = [
            .authorization: "Bearer \((token ?? admin).reveal())", .contentType: "application/json",
        ]
        if let key, let name = HTTPField.Name("Idempotency-Key") { headers[name] = key }
        let buffer = body.isEmpty ? nil : ByteBuffer(string: body)
        return try await client.execute(uri: "/api/" + path, method: method, headers: headers, body: buffer) { reply in
            let text = String(buffer: reply.body)
            if !showsSecret { evidence.add("\(reply.status) \(reply.headers) \(text)", from: "answers") }
            return JSONValue(parsing: Array(text.utf8))?.object ?? [:]
        }
    }

    /// Does something of which an error is as welcome as a success, and keeps either.
    func attempt<Result>(_ place: String, _ body: () async throws -> Result) async {
        do {
            evidence.add(value: try await body(), from: place)
        } catch {
            evidence.add(value: error, from: place + ", errors")
        }
    }

    /// An application of ann's with an access request for a product; the request's identifier.
    func requested(_ name: String) async throws -> String {
        let application = try await send(.post, "applications", #"{"name":"\#(name)"}"#, as: ann)["id"]?.string ?? ""
        let body = #"{"application_id":"\#(application)","product_id":"payments","plan_id":"free"}"#
        return try await send(.post, "access_requests", body, as: ann)["id"]?.string ?? ""
    }
}
