import TollgateRegistrar

/// Gravitee AM: `dcr_admin`, scopes dropped in silence and defaults in their place, a new registration access token
/// with every write, secrets renewed at an endpoint of their own, and never an expiry.
final class GraviteeServer: ScriptedProvider {
    let clients = ClientTable()
    private static let allowed: Set<String> = ["product_payments", "free_plan"]
    private static let path = "/portal/oidc/register"
    private let renewal: String
    private let hasDefaultScope: Bool

    /// - Parameters:
    ///   - renewal: Where secrets are renewed, below the registration endpoint, as the metadata says.
    ///   - hasDefaultScope: Whether `dcr_admin` is a default scope of the registrar's application.
    init(renewal: String = "/:client_id/renew_secret", hasDefaultScope: Bool = false) {
        self.renewal = renewal
        self.hasDefaultScope = hasDefaultScope
    }

    func answer(_ request: ScriptedRequest, origin: String) -> ScriptedAnswer {
        switch (request.method, request.path) {
        case ("GET", "/portal/oidc/.well-known/openid-configuration"):
            return .json(
                200,
                [
                    "issuer": .string(origin + "/portal/oidc"),
                    "token_endpoint": .string(origin + "/portal/oauth/token"),
                    "registration_endpoint": .string(origin + Self.path),
                    "registration_renew_secret_endpoint": .string(origin + Self.path + renewal),
                ])
        case ("POST", "/portal/oauth/token"):
            let scope = request.form["scope"] ?? (hasDefaultScope ? "dcr_admin" : "")
            return .json(
                200,
                [
                    "access_token": .string(scope == "dcr_admin" ? "admin" : "plain"),
                    "token_type": .string("bearer"), "expires_in": .integer(7199),
                ])
        case ("POST", Self.path): return register(request, origin)
        case ("POST", _) where request.path.hasSuffix(renewal.replacing("/:client_id", with: "")):
            return renew(request, origin)
        default: return manage(request, origin)
        }
    }

    private func register(_ request: ScriptedRequest, _ origin: String) -> ScriptedAnswer {
        guard request.bearer == "admin" else {
            return .error(
                403, "insufficient_scope",
                "Invalid access token scopes. The access token should have at least 'dcr_admin' scope")
        }
        guard request.members["redirect_uris"] != nil else {
            return .error(400, "invalid_redirect_uri", "Missing or invalid redirect_uris.")
        }
        // Without response types the client becomes one with a code flow, which needs redirect URIs.
        guard request.members["response_types"] != nil else {
            return .error(400, "invalid_redirect_uri", "At least one redirect_uri is required")
        }
        return shown(clients.add(filtered(request.members)), origin, status: 201)
    }

    private func renew(_ request: ScriptedRequest, _ origin: String) -> ScriptedAnswer {
        let segments = request.path.split(separator: "/").map(String.init)
        guard var client = clients[segments[segments.count - 2]] else { return .empty(404) }
        guard request.bearer == client.token else { return .error(403, "access_denied", "Non matching token") }
        client.secret = clients.next("secret")
        client.token = clients.next("token")
        clients.put(client)
        return shown(client, origin, status: 200)
    }

    private func manage(_ request: ScriptedRequest, _ origin: String) -> ScriptedAnswer {
        guard var client = clients[request.lastSegment] else {
            return .error(404, "not_found", "No application found for client_id")
        }
        guard request.bearer == client.token else { return .error(403, "access_denied", "Non matching token") }
        switch request.method {
        case "DELETE":
            clients.remove(client.id)
            return .empty(204)
        case "PUT":
            guard request.members["redirect_uris"] != nil else {
                return .error(400, "invalid_redirect_uri", "Missing or invalid redirect_uris.")
            }
            client.members = filtered(request.members)
            client.token = clients.next("token")
            clients.put(client)
            return shown(client, origin, status: 200)
        default: return .json(200, client.shown)
        }
    }

    private func filtered(_ members: [String: JSONValue]) -> [String: JSONValue] {
        let asked = members["scope"]?.string?.split(separator: " ").map(String.init) ?? []
        let kept = asked.filter { Self.allowed.contains($0) }
        let scope = kept.isEmpty ? "default_scope" : kept.joined(separator: " ")
        return members.merging(["scope": .string(scope)]) { _, kept in kept }
    }

    private func shown(_ client: ClientTable.Client, _ origin: String, status: Int) -> ScriptedAnswer {
        var members = client.shown
        members["registration_access_token"] = .string(client.token)
        members["registration_client_uri"] = .string(origin + Self.path + "/" + client.id)
        return .json(status, members)
    }
}
