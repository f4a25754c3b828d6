import Synchronization
import TollgateRegistrar

/// Curity: an initial access token for each registration, everything new with every read and every update.
final class CurityServer: ScriptedProvider {
    let clients = ClientTable()
    private let fresh = Mutex<Set<String>>([])
    private let assertions = Mutex<[String]>([])

    /// The assertions with which tokens were asked for.
    var seenAssertions: [String] { assertions.withLock { $0 } }

    func answer(_ request: ScriptedRequest, origin: String) -> ScriptedAnswer {
        switch (request.method, request.path) {
        case ("GET", "/oauth/v2/oauth-anonymous/.well-known/openid-configuration"):
            return .json(
                200,
                [
                    "issuer": .string(origin + "/oauth/v2/oauth-anonymous"),
                    "token_endpoint": .string(origin + "/oauth/v2/oauth-token"),
                    "registration_endpoint": .string(origin + "/oauth/v2/oauth-dcr"),
                ])
        case ("POST", "/oauth/v2/oauth-token"): return token(request)
        case ("POST", "/oauth/v2/oauth-dcr"):
            let isFresh = fresh.withLock { $0.remove(request.bearer ?? "") != nil }
            guard isFresh else { return .error(401, "invalid_token", "The access token is not valid") }
            return shown(clients.add(request.members), origin, status: 201)
        default: return manage(request, origin)
        }
    }

    private func token(_ request: ScriptedRequest) -> ScriptedAnswer {
        let form = request.form
        guard form["client_id"] == "registrar", form["scope"] == "dcr", let assertion = form["client_assertion"],
            form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        else { return .error(401, "invalid_client", "Client authentication failed") }
        assertions.withLock { $0.append(assertion) }
        let token = clients.next("iat")
        fresh.withLock { _ = $0.insert(token) }
        return .json(
            200,
            ["access_token": .string(token), "token_type": .string("bearer"), "expires_in": .integer(300)])
    }

    private func manage(_ request: ScriptedRequest, _ origin: String) -> ScriptedAnswer {
        guard var client = clients[request.lastSegment], request.bearer == client.token else {
            return .error(401, "invalid_token", "The access token is not valid")
        }
        if request.method == "DELETE" {
            clients.remove(client.id)
            return .empty(204)
        }
        if request.method == "PUT" {
            let forbidden = ["registration_access_token_expires_in", "client_secret"]
            guard forbidden.allSatisfy({ request.members[$0] == nil }) else { return .empty(400) }
            client.members = request.members
        }
        client.secret = clients.next("secret")
        client.token = clients.next("token")
        clients.put(client)
        return shown(client, origin, status: 200)
    }

    private func shown(_ client: ClientTable.Client, _ origin: String, status: Int) -> ScriptedAnswer {
        var members = client.shown
        members["client_secret_expires_at"] = .integer(0)
        members["registration_access_token"] = .string(client.token)
        members["registration_access_token_expires_in"] = .integer(31_536_000)
        members["registration_client_uri"] = .string(origin + "/oauth/v2/oauth-dcr/" + client.id)
        return .json(status, members)
    }
}
