import HTTPTypes
import Hummingbird
import NIOCore
import ServerTesting
import Synchronization
import TollgateRegistrar

/// A server that answers as Glewlwyd 2.7.5 does, departures from the RFCs included.
final class GlewlwydServer: Sendable {
    private struct Client {
        var secret: String
        var registrationToken: String
        var members: [String: JSONValue]

        /// What a GET shows: the authentication method as an array, and one more grant type.
        var shown: [String: JSONValue] {
            var shown = members
            shown["client_secret"] = .string(secret)
            shown["token_endpoint_auth_method"] = .strings(["client_secret_basic"])
            shown["grant_types"] = .strings(["client_credentials", "authorization_code"])
            shown["scope"] = nil
            return shown
        }
    }

    private struct State {
        var clients: [String: Client] = [:]
        var count = 0
        var origin = ""
    }

    private let state = Mutex(State())

    /// The secret that a client has now.
    func secret(of clientID: String) -> String? {
        state.withLock { $0.clients[clientID]?.secret }
    }

    /// Serves on a port of this machine, by default a free one, and runs `body` with the issuer.
    func run(port: Int = 0, _ body: @escaping @Sendable (_ issuer: String) async throws -> Void) async throws {
        let origin = try await LoopbackServer.start(router().buildResponder(), port: port)
        state.withLock { $0.origin = origin }
        try await body(origin + "/api/oidc")
    }

    private func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.get("api/oidc/.well-known/openid-configuration") { _, _ in self.metadata() }
        router.post("api/oidc/token") { request, _ in self.token(request) }
        router.post("api/oidc/register") { request, _ in
            try await self.register(request, body: Self.members(of: request))
        }
        router.get("api/oidc/register/:id") { request, context in
            self.manage(request, try context.parameters.require("id")) { Self.json(.ok, $0.shown) }
        }
        router.put("api/oidc/register/:id") { request, context in
            let body = try await Self.members(of: request)
            return self.manage(request, try context.parameters.require("id")) { client in
                guard body["redirect_uris"] != nil else { return Self.redirectURIsMandatory }
                client.secret = self.next("secret")
                client.members = body
                // No registration_access_token, no registration_client_uri, no client_secret_expires_at.
                var answer = body
                answer["client_secret"] = .string(client.secret)
                answer["application_type"] = .string("web")
                return Self.json(.ok, answer)
            }
        }
        router.delete("api/oidc/register/:id") { request, context in
            let id = try context.parameters.require("id")
            let answer = self.manage(request, id) { _ in Response(status: .ok) }
            if answer.status == .ok { self.state.withLock { $0.clients[id] = nil } }
            return answer
        }
        return router
    }

    private func metadata() -> Response {
        let issuer = state.withLock { $0.origin } + "/api/oidc"
        return Self.json(
            .ok,
            [
                "issuer": .string(issuer), "token_endpoint": .string(issuer + "/token"),
                "registration_endpoint": .string(issuer + "/register"),
                "grant_types_supported": .strings(["authorization_code"]),
            ])
    }

    private func token(_ request: Request) -> Response {
        // registrar:registrar-secret; anything else gets 403 without a body.
        guard request.headers[.authorization] == "Basic cmVnaXN0cmFyOnJlZ2lzdHJhci1zZWNyZXQ=" else {
            return Response(status: .forbidden)
        }
        return Self.json(
            .ok,
            [
                "access_token": .string("iat"), "token_type": .string("bearer"), "expires_in": .integer(300),
                "scope": .string("register_client"),
            ])
    }

    private func register(_ request: Request, body: [String: JSONValue]) -> Response {
        guard request.headers[.authorization] == "Bearer iat" else { return Response(status: .unauthorized) }
        guard body["redirect_uris"] != nil else { return Self.redirectURIsMandatory }
        let id = next("client")
        let client = Client(secret: next("secret"), registrationToken: next("token"), members: body)
        var answer = body
        answer["client_id"] = .string(id)
        answer["client_secret"] = .string(client.secret)
        answer["registration_access_token"] = .string(client.registrationToken)
        answer["registration_client_uri"] = .string(state.withLock { $0.origin } + "/api/oidc/register/" + id)
        answer["application_type"] = .string("web")
        answer["client_id_issued_at"] = .integer(1_795_261_509)
        answer["client_secret_expires_at"] = .integer(0)
        state.withLock { $0.clients[id] = client }
        return Self.json(.ok, answer)
    }

    private func manage(_ request: Request, _ id: String, _ action: (inout Client) -> Response) -> Response {
        let client = state.withLock { $0.clients[id] }
        guard var client, request.headers[.authorization] == "Bearer " + client.registrationToken else {
            return Response(status: .unauthorized)
        }
        let answer = action(&client)
        let changed = client
        state.withLock { $0.clients[id] = changed }
        return answer
    }

    private func next(_ kind: String) -> String {
        state.withLock { state in
            state.count += 1
            return "\(kind)-\(state.count)"
        }
    }

    private static var redirectURIsMandatory: Response {
        json(
            .badRequest,
            [
                "error": .string("invalid_redirect_uri"),
                "error_description": .string("redirect_uris is mandatory and must be an array of strings"),
            ])
    }

    private static func members(of request: Request) async throws -> [String: JSONValue] {
        let body = try await request.body.collect(upTo: 65_536)
        return JSONValue(parsing: Array(buffer: body))?.object ?? [:]
    }

    private static func json(_ status: HTTPResponse.Status, _ members: [String: JSONValue]) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: JSONValue.object(members).text)))
    }
}
