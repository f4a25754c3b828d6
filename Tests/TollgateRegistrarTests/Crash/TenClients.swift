import HTTPTypes
import Hummingbird
import NIOCore
import ServerTesting
import Synchronization
import TollgateRegistrar

/// A provider that has ten clients, and answers every registration with one of them.
final class TenClients: Sendable {
    private struct State {
        var registrations = 0
        var deletions = 0
        /// What each client was first asked for with.
        var members: [Int: [String: JSONValue]] = [:]
    }

    static let count = 10

    private let state = Mutex(State())
    private let showsMarks: Bool

    /// - Parameter showsMarks: Whether the answer has the `software_version` that the client was first asked for with.
    init(showsMarks: Bool) {
        self.showsMarks = showsMarks
    }

    var registrations: Int { state.withLock { $0.registrations } }
    var deletions: Int { state.withLock { $0.deletions } }

    func serve(_ body: @escaping @Sendable (_ issuer: String) async throws -> Void) async throws {
        let router = Router()
        router.get("/.well-known/openid-configuration") { request, _ in
            let base = "http://\(request.head.authority ?? "")"
            return Self.json(.ok, ["issuer": .string(base), "registration_endpoint": .string(base + "/clients")])
        }
        router.post("/clients") { request, _ in
            let bytes = try await request.body.collect(upTo: 65_536)
            let asked = JSONValue(parsing: Array(bytes.readableBytesView))?.object ?? [:]
            return Self.json(.created, self.client(asked, base: "http://\(request.head.authority ?? "")"))
        }
        router.delete("/clients/{id}") { _, _ in
            self.state.withLock { $0.deletions += 1 }
            return Response(status: .noContent)
        }
        try await LoopbackServer.run(router, body)
    }

    private func client(_ asked: [String: JSONValue], base: String) -> [String: JSONValue] {
        let (number, members) = state.withLock { state in
            let number = state.registrations % Self.count
            state.registrations += 1
            let members = state.members[number] ?? asked
            state.members[number] = members
            return (number, members)
        }
        var answer = members
        if !showsMarks { answer["software_version"] = nil }
        answer["client_id"] = .string("client-\(number)")
        answer["client_secret"] = .string("secret-\(number)")
        answer["client_secret_expires_at"] = .integer(0)
        answer["registration_access_token"] = .string("token-\(number)")
        answer["registration_client_uri"] = .string("\(base)/clients/client-\(number)")
        return answer
    }

    private static func json(_ status: HTTPResponse.Status, _ members: [String: JSONValue]) -> Response {
        Response(status: status, body: ResponseBody(byteBuffer: ByteBuffer(bytes: JSONValue.object(members).text)))
    }
}
