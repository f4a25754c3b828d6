import TollgateOutbound
import TollgateRegistrar

/// Glewlwyd's administration API.
struct GlewlwydAdministration: Sendable {
    /// The password with which the package's database is made.
    private static let password = "password"

    private let outbound: OutboundClient
    private let origin: String
    private let credential: (name: String, value: String)

    /// Logs in as the administrator and gets an API key, which all later requests use.
    static func logIn(_ outbound: OutboundClient, origin: String) async throws -> GlewlwydAdministration {
        let login = try await outbound.send(
            OutboundRequest(
                method: "POST", url: "\(origin)/api/auth/", headers: [("Content-Type", "application/json")],
                body: Array(#"{"username":"admin","password":"\#(password)"}"#.utf8)))
        guard login.status == 200, let cookie = login.header("Set-Cookie")?.split(separator: ";").first else {
            throw GlewlwydFailure(step: "POST /api/auth/", response: login)
        }
        let session = GlewlwydAdministration(
            outbound: outbound, origin: origin, credential: ("Cookie", String(cookie)))
        let answer = try await session.send("POST", "/key/")
        guard let key = JSONValue(parsing: answer.body)?.object?["key"]?.string else {
            throw GlewlwydFailure(step: "POST /api/key/", response: answer)
        }
        return GlewlwydAdministration(
            outbound: outbound, origin: origin, credential: ("Authorization", "token \(key)"))
    }

    /// Sends a request that must be answered with 200.
    @discardableResult
    func send(_ method: String, _ path: String, json: String? = nil) async throws -> OutboundResponse {
        let response = try await outbound.send(
            OutboundRequest(
                method: method, url: "\(origin)/api\(path)",
                headers: [credential, ("Content-Type", "application/json")], body: json.map { Array($0.utf8) }))
        guard response.status == 200 else {
            throw GlewlwydFailure(step: "\(method) /api\(path)", response: response)
        }
        return response
    }
}
