import TollgateRegistrar

/// Okta's `/oauth2/v1/clients`: an API token for everything, application types, unique names, full updates.
final class OktaServer: ScriptedProvider {
    let clients = ClientTable()
    private static let path = "/oauth2/v1/clients"
    /// What an update must repeat.
    private static let settings = [
        "client_id", "client_name", "grant_types", "response_types", "application_type", "token_endpoint_auth_method",
        "consent_method",
    ]

    func answer(_ request: ScriptedRequest, origin: String) -> ScriptedAnswer {
        if request.path == "/oauth2/default/.well-known/openid-configuration" {
            let issuer = origin + "/oauth2/default"
            return .json(200, ["issuer": .string(issuer), "token_endpoint": .string(issuer + "/v1/token")])
        }
        guard request.path.hasPrefix(Self.path) else { return .empty(404) }
        guard request.authorization == "SSWS api-token" else {
            return .json(401, ["errorCode": .string("E0000011"), "errorSummary": .string("Invalid token provided")])
        }
        if request.method == "POST", request.path == Self.path { return register(request) }
        if request.method == "POST", request.path.hasSuffix("/lifecycle/newSecret") { return rotate(request) }
        guard var client = clients[request.lastSegment] else {
            return .error(401, "invalid_client", "Invalid value for 'client_id' parameter.")
        }
        switch request.method {
        case "DELETE":
            clients.remove(client.id)
            return .empty(204)
        case "PUT":
            guard Self.settings.allSatisfy({ request.members[$0] != nil }) else {
                return .error(400, "invalid_client_metadata", "A setting is missing.")
            }
            if let forbidden = ["client_secret_expires_at", "client_id_issued_at", "scope"].first(where: {
                request.members[$0] != nil
            }) {
                return .error(400, "invalid_client_metadata", "The '\(forbidden)' field is not allowed.")
            }
            guard request.members["application_type"] == client.members["application_type"] else {
                return .error(400, "invalid_client_metadata", "The application type cannot be changed.")
            }
            client.members = request.members
            clients.put(client)
        default: return shown(client, 200, withSecret: false)
        }
        return shown(client, 200)
    }

    private func register(_ request: ScriptedRequest) -> ScriptedAnswer {
        let members = request.members
        let isService = members["grant_types"] == .strings(["client_credentials"])
        if isService != (members["application_type"] == .string("service")) {
            return .error(400, "invalid_client_metadata", "'grant_types' does not fit 'application_type'.")
        }
        if isService, members["response_types"] != .strings(["token"]) {
            return .error(400, "invalid_client_metadata", "'response_types' must be 'token' for a service.")
        }
        if members["scope"] != nil || members["software_id"] != nil {
            return .error(400, "invalid_client_metadata", "Unknown field.")
        }
        guard !clients.all.contains(where: { $0.members["client_name"] == members["client_name"] }) else {
            return .error(
                400, "invalid_client_metadata",
                "client_name: An object with this field already exists in the current organization.")
        }
        return shown(clients.add(members.merging(["consent_method": .string("REQUIRED")]) { own, _ in own }), 201)
    }

    private func rotate(_ request: ScriptedRequest) -> ScriptedAnswer {
        let id = String(request.path.dropFirst(Self.path.count + 1).prefix { $0 != "/" })
        guard var client = clients[id] else {
            return .json(404, ["errorCode": .string("E0000007"), "errorSummary": .string("Not found: \(id)")])
        }
        client.secret = clients.next("secret")
        clients.put(client)
        return shown(client, 200)
    }

    private func shown(_ client: ClientTable.Client, _ status: Int, withSecret: Bool = true) -> ScriptedAnswer {
        var members = client.shown
        if !withSecret { members["client_secret"] = nil }
        members["client_secret_expires_at"] = .integer(0)
        members["client_id_issued_at"] = .integer(1_579_545_022)
        return .json(status, members)
    }
}
