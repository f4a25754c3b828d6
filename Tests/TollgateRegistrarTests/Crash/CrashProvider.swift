import Synchronization
import TollgateCrypto
import TollgateOutbound
import TollgateRegistrar

/// A provider that registers clients by RFC 7591 and RFC 7592, over HTTP for the process that is killed and directly
/// for the test that looks after it.
final class CrashProvider: HTTPTransport {
    struct Client: Equatable {
        var members: [String: JSONValue]
        var secret: String
        var token: String
    }

    private struct State {
        var clients: [String: Client] = [:]
        /// Called when a request has come that changes something, and when that is done.
        var received: (@Sendable () -> Void)?
        var done: (@Sendable () -> Void)?
        /// Whether a request that is received is dropped: whoever sent it is dead.
        var drops = false
    }

    private let state = Mutex(State())
    private let rotatesTokens: Bool
    private let rotatesSecrets: Bool

    /// - Parameters:
    ///   - rotatesTokens: Whether each read and each change brings another registration access token.
    ///   - rotatesSecrets: Whether each change brings another secret.
    init(rotatesTokens: Bool, rotatesSecrets: Bool) {
        self.rotatesTokens = rotatesTokens
        self.rotatesSecrets = rotatesSecrets
    }

    var clients: [String: Client] { state.withLock { $0.clients } }

    func whenChanged(received: (@Sendable () -> Void)?, done: (@Sendable () -> Void)?) {
        state.withLock {
            $0.received = received
            $0.done = done
            $0.drops = received != nil
        }
    }

    func send(_ request: OutboundRequest) async throws(OutboundError) -> OutboundResponse {
        let bearer = request.headers.first { $0.name == "Authorization" }?.value
        let base = Self.base(of: request.url)
        let path = String(request.url.dropFirst(base.count))
        return answer(request.method, path, base: base, bearer, request.body ?? [])
    }

    static func base(of url: String) -> String {
        url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false).prefix(3).joined(separator: "/")
    }

    func answer(
        _ method: String, _ path: String, base: String, _ bearer: String?, _ body: [UInt8]
    ) -> OutboundResponse {
        guard path != "/token" else {
            return OutboundResponse(
                status: 200, headers: [],
                body: JSONValue.object(["access_token": .string(Self.secret()), "token_type": .string("Bearer")]).text)
        }
        guard method != "GET" else { return perform(method, path, base: base, bearer, body) }
        let (received, drops) = state.withLock { ($0.received, $0.drops) }
        received?()
        guard !drops else { return OutboundResponse(status: 503, headers: [], body: []) }
        let response = perform(method, path, base: base, bearer, body)
        state.withLock { $0.done }?()
        return response
    }

    private func perform(
        _ method: String, _ path: String, base: String, _ bearer: String?, _ body: [UInt8]
    ) -> OutboundResponse {
        let members = JSONValue(parsing: body)?.object ?? [:]
        return state.withLock { state in
            let id = path.split(separator: "/").dropFirst().first.map(String.init)
            switch (method, id) {
            case ("POST", nil):
                let id = RandomBytes.hexadecimal(count: 8)
                state.clients[id] = Client(members: members, secret: Self.secret(), token: Self.secret())
                return Self.describe(id, state.clients[id], base: base, status: 201, withSecret: true)
            case (_, let id?):
                guard var client = state.clients[id], bearer == "Bearer \(client.token)" else {
                    return OutboundResponse(status: 401, headers: [], body: [])
                }
                if method == "DELETE" {
                    state.clients[id] = nil
                    return OutboundResponse(status: 204, headers: [], body: [])
                }
                if method == "PUT" {
                    client.members = members
                    if rotatesSecrets { client.secret = Self.secret() }
                }
                if rotatesTokens { client.token = Self.secret() }
                state.clients[id] = client
                return Self.describe(id, client, base: base, status: 200, withSecret: method == "PUT" && rotatesSecrets)
            default: return OutboundResponse(status: 405, headers: [], body: [])
            }
        }
    }

    private static func secret() -> String { RandomBytes.hexadecimal(count: 16) }

    private static func describe(
        _ id: String, _ client: Client?, base: String, status: Int, withSecret: Bool
    ) -> OutboundResponse {
        guard let client else { return OutboundResponse(status: 500, headers: [], body: []) }
        var members = client.members
        members["client_id"] = .string(id)
        members["registration_access_token"] = .string(client.token)
        members["registration_client_uri"] = .string("\(base)/clients/\(id)")
        if withSecret {
            members["client_secret"] = .string(client.secret)
            members["client_secret_expires_at"] = .integer(0)
        }
        return OutboundResponse(status: status, headers: [], body: JSONValue.object(members).text)
    }
}
