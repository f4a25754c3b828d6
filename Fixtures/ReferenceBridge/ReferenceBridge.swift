internal import Foundation
internal import HTTPTypes
public import Hummingbird
internal import NIOCore
internal import TollgateCrypto

/// The smallest bridge that does everything a bridge can do for Tollgate's registrar: a model to copy from.
///
/// | Call | Answer |
/// |---|---|
/// | `POST /clients` | 201 with `client_id` and `client_secret`; the same again for the same `Idempotency-Key` |
/// | `PUT /clients/{client_id}` | 200 with what is registered now |
/// | `DELETE /clients/{client_id}` | 204 |
/// | `POST /clients/{client_id}/rotate-secret` | 200 with the new `client_secret` |
///
/// Each call carries `X-API-Key`. Refusals are 400, 401, 404 and 409 with `error` and `error_description`.
public struct ReferenceBridge: Sendable {
    private static let apiKey = HTTPField.Name("X-API-Key")
    private static let idempotencyKey = HTTPField.Name("Idempotency-Key")

    private let key: String
    private let store: BridgeStore
    private let now: @Sendable () -> Int64

    /// A bridge.
    ///
    /// - Parameters:
    ///   - key: What callers must send as `X-API-Key`.
    ///   - store: Where the clients are.
    ///   - now: The time in Unix seconds.
    public init(
        key: String, store: BridgeStore,
        now: @escaping @Sendable () -> Int64 = { ReferenceBridge.systemTime() }
    ) {
        self.key = key
        self.store = store
        self.now = now
    }

    /// The wall clock in Unix seconds.
    public static func systemTime() -> Int64 {
        Int64(Date().timeIntervalSince1970)
    }

    /// The routes, for a Hummingbird application.
    public func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.post("clients") { request, _ in
            try checkKey(request)
            let registration = try await Self.registration(in: request)
            let key = Self.idempotencyKey.flatMap { request.headers[$0] }
            guard let client = store.register(registration, key: key, now: now()) else {
                throw BridgeFailure.keyReused
            }
            return try Self.answer(.created, client, showsSecret: true)
        }
        router.put("clients/:id") { request, context in
            try checkKey(request)
            let registration = try await Self.registration(in: request)
            guard let client = store.update(try context.parameters.require("id"), to: registration) else {
                throw BridgeFailure.clientUnknown
            }
            return try Self.answer(.ok, client, showsSecret: false)
        }
        router.delete("clients/:id") { request, context in
            try checkKey(request)
            guard store.delete(try context.parameters.require("id")) else { throw BridgeFailure.clientUnknown }
            return Response(status: .noContent)
        }
        router.post("clients/:id/rotate-secret") { request, context in
            try checkKey(request)
            guard let client = store.rotateSecret(try context.parameters.require("id")) else {
                throw BridgeFailure.clientUnknown
            }
            return try Self.answer(.ok, client, showsSecret: true)
        }
        return router
    }

    private func checkKey(_ request: Request) throws {
        let given = Self.apiKey.flatMap { request.headers[$0] } ?? ""
        guard ConstantTime.areEqual(given, key) else { throw BridgeFailure.keyWrong }
    }

    private static func registration(in request: Request) async throws -> BridgeRegistration {
        let body = try await request.body.collect(upTo: 65_536)
        do {
            return try JSONDecoder().decode(BridgeRegistration.self, from: Data(body.readableBytesView))
        } catch {
            throw BridgeFailure.invalid("the body is not a registration: \(error)")
        }
    }

    private static func answer(
        _ status: HTTPResponse.Status, _ client: BridgeClient, showsSecret: Bool
    ) throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let body = try encoder.encode(BridgeAnswer(client: client, showsSecret: showsSecret))
        return Response(
            status: status, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }
}
