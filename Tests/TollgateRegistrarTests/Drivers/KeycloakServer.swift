import Synchronization

@testable import TollgateRegistrar

/// Keycloak's `openid-connect` registration: a counted initial access token, a new registration access token with every
/// answer, optional client scopes that must exist, none of the realm's default scopes where a scope is named, one grant
/// type and one response type more than asked for, and a policy that renews secrets with an update.
final class KeycloakServer: ScriptedProvider {
    let clients = ClientTable()
    private let remaining: Mutex<Int>
    private let isRotating: Bool
    private let trustsHost: Bool
    private static let known: Set<String> = ["product_payments", "free_plan", "gold_plan"]

    /// - Parameters:
    ///   - registrations: How many clients the initial access token may register.
    ///   - rotatesSecrets: Whether an update renews the secret, as the secret rotation policy has it near the end.
    ///   - trustsHost: Whether the policy `Trusted Hosts` lets the registrar change its clients.
    init(registrations: Int = 10, rotatesSecrets: Bool = false, trustsHost: Bool = true) {
        remaining = Mutex(registrations)
        isRotating = rotatesSecrets
        self.trustsHost = trustsHost
    }

    func answer(_ request: ScriptedRequest, origin: String) -> ScriptedAnswer {
        let realm = origin + "/realms/portal"
        let endpoint = "/realms/portal/clients-registrations/openid-connect"
        switch (request.method, request.path) {
        case ("GET", "/realms/portal/.well-known/openid-configuration"):
            return .json(
                200,
                [
                    "issuer": .string(realm), "token_endpoint": .string(realm + "/protocol/openid-connect/token"),
                    "registration_endpoint": .string(origin + endpoint),
                ])
        case ("POST", endpoint): return register(request, origin + endpoint)
        default:
            guard request.path.hasPrefix(endpoint + "/") else { return .empty(404) }
            return manage(request, origin + endpoint)
        }
    }

    private func register(_ request: ScriptedRequest, _ endpoint: String) -> ScriptedAnswer {
        let mayRegister = remaining.withLock { remaining in
            guard request.bearer == "iat", remaining > 0 else { return false }
            remaining -= 1
            return true
        }
        guard mayRegister else { return .error(401, "invalid_token", "Failed decode token") }
        guard request.members["client_id"] == nil else {
            return .error(400, "invalid_client_metadata", "Client Identifier included")
        }
        if let refusal = scopeRefusal(request.members) { return refusal }
        return shown(clients.add(request.members), endpoint, status: 201)
    }

    private func manage(_ request: ScriptedRequest, _ endpoint: String) -> ScriptedAnswer {
        if request.bearer == "iat" { return .error(401, "invalid_token", "Not initial access token allowed") }
        guard var client = clients[request.lastSegment], request.bearer == client.token else {
            return .error(401, "invalid_token", "Failed decode token")
        }
        guard trustsHost else {
            return .error(
                403, "insufficient_scope",
                "Policy 'Trusted Hosts' rejected request to client-registration service. Details: Host not trusted.")
        }
        switch request.method {
        case "DELETE":
            clients.remove(client.id)
            return .empty(204)
        case "PUT":
            guard request.members["client_id"] == .string(client.id) else {
                return .error(400, "invalid_client_metadata", "Client Identifier modified")
            }
            if let refusal = scopeRefusal(request.members) { return refusal }
            client.members = request.members
            if isRotating { client.secret = clients.next("secret") }
        default: break
        }
        client.token = clients.next("token")
        clients.put(client)
        return shown(client, endpoint, status: 200)
    }

    private func scopeRefusal(_ members: [String: JSONValue]) -> ScriptedAnswer? {
        let asked = members["scope"]?.string?.split(separator: " ").map(String.init) ?? []
        guard asked.contains(where: { !Self.known.contains($0) }) else { return nil }
        return .error(
            403, "insufficient_scope",
            "Policy 'Allowed Client Scopes' rejected request to client-registration service. Details: Not permitted to"
                + " use specified clientScope")
    }

    private func shown(_ client: ClientTable.Client, _ endpoint: String, status: Int) -> ScriptedAnswer {
        var members = client.shown
        let grants = members["grant_types"].flatMap { value -> [JSONValue]? in
            if case .array(let grants) = value { grants } else { nil }
        }
        members["grant_types"] = .array((grants ?? []) + [.string("refresh_token")])
        let responses = members["response_types"]?.words ?? []
        members["response_types"] = .strings(responses + ["none"])
        members["client_secret_expires_at"] = .integer(isRotating ? 1_900_000_000 : 0)
        // Default client scopes are only those of clients that named no scope.
        if members["scope"] == nil { members["scope"] = .string("basic roles web-origins") }
        members["registration_access_token"] = .string(client.token)
        members["registration_client_uri"] = .string(endpoint + "/" + client.id)
        return .json(status, members)
    }
}
