import TollgateRegistrar

/// Gluu's Janssen server: open registration, scopes dropped in silence, secrets that expire, a URL with a query.
final class JanssenServer: ScriptedProvider {
    static let expiry: Int64 = 1_900_000_000
    let clients = ClientTable()
    private static let allowed: Set<String> = ["product_payments", "free_plan"]
    private static let path = "/jans-auth/restv1/register"

    func answer(_ request: ScriptedRequest, origin: String) -> ScriptedAnswer {
        switch (request.method, request.path) {
        case ("GET", "/.well-known/openid-configuration"):
            return .json(
                200, ["issuer": .string(origin), "registration_endpoint": .string(origin + Self.path)])
        case ("POST", Self.path):
            guard request.members["access_token_as_jwt"] == .bool(true) else { return .empty(500) }
            return shown(clients.add(filtered(request.members)), origin, status: 201)
        case (_, Self.path):
            guard var client = clients[request.query["client_id"] ?? ""], request.bearer == client.token else {
                return .json(
                    401,
                    [
                        "error": .string("invalid_token"), "error_description": .string("The access token is invalid."),
                        "reason": .string("Unable to find the client by the registration access token."),
                    ])
            }
            if request.method == "DELETE" {
                clients.remove(client.id)
                return .empty(204)
            }
            if request.method == "PUT" {
                client.members = filtered(request.members)
                clients.put(client)
            }
            return shown(client, origin, status: 200)
        default: return .empty(404)
        }
    }

    private func filtered(_ members: [String: JSONValue]) -> [String: JSONValue] {
        let asked = members["scope"]?.string?.split(separator: " ").map(String.init) ?? []
        let kept = asked.filter { Self.allowed.contains($0) }.joined(separator: " ")
        return members.merging(["scope": .string(kept)]) { _, kept in kept }
    }

    private func shown(_ client: ClientTable.Client, _ origin: String, status: Int) -> ScriptedAnswer {
        var members = client.shown
        members["client_secret_expires_at"] = .integer(Self.expiry)
        members["client_id_issued_at"] = .integer(Self.expiry - 86_400)
        members["registration_access_token"] = .string(client.token)
        members["registration_client_uri"] = .string(origin + Self.path + "?client_id=" + client.id)
        return .json(status, members)
    }
}
