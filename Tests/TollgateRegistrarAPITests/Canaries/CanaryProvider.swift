import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization
import TollgateRegistrar

/// A provider and a bridge on a port of this machine that repeats whatever it was sent wherever it can.
final class CanaryProvider: HTTPResponder {
    typealias Context = BasicRequestContext

    /// How it answers what is not discovery.
    enum Mood: Sendable, Equatable {
        /// As the RFCs have it, with the secrets repeated in members that nobody asked for.
        case well
        /// With this status and an error in JSON that repeats what was sent and issued.
        case refusing(Int)
        /// With this status and the same in plain text and in header fields.
        case babbling(Int)
        /// With a success that is no JSON, but holds secrets.
        case malformed
        /// With a success that grants nothing.
        case narrowing
    }

    private struct State {
        var mood = Mood.well
        var issued: [String: String] = [:]
        var clients = 0
        var last: (secret: String, token: String) = ("none-issued-yet", "none-issued-yet")
    }

    private let state = Mutex(State())

    /// The secrets that it has given out, by name.
    var issued: [String: String] { state.withLock { $0.issued } }

    func be(_ mood: Mood) { state.withLock { $0.mood = mood } }

    func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        let body = Array(buffer: try await request.body.collect(upTo: 1 << 20))
        let origin = "http://" + (request.head.authority ?? "")
        if request.uri.path.hasPrefix("/.well-known/") {
            return Self.json(
                .ok,
                [
                    "issuer": .string(origin), "registration_endpoint": .string(origin + "/register"),
                    "token_endpoint": .string(origin + "/token"),
                ])
        }
        let asked = JSONValue(parsing: body)?.object ?? [:]
        let sent = request.headers.map(\.value) + [String(decoding: body, as: UTF8.self)]
        return state.withLock { state in
            let isToken = request.uri.path == "/token"
            switch state.mood {
            case .well, .narrowing: break
            case .malformed where isToken: break
            default: return Self.unwell(state.mood, sent: sent, state.last)
            }
            if isToken {
                let token = Self.issue("initial token", &state)
                return Self.json(.ok, ["access_token": .string(token), "token_type": .string("Bearer")])
            }
            if request.method == .delete { return Response(status: .noContent) }
            let secret = Self.issue("client secret", &state)
            let token = Self.issue("registration access token", &state)
            state.last = (secret, token)
            guard state.mood != .malformed else { return Self.unwell(.malformed, sent: sent, state.last) }
            state.clients += request.method == .post && !request.uri.path.contains("secret") ? 1 : 0
            var members = asked
            if state.mood == .narrowing { members["scope"] = .string("nothing") }
            let id = members["client_id"]?.string ?? "client-\(state.clients)"
            members["client_id"] = .string(id)
            members["client_secret"] = .string(secret)
            members["client_secret_expires_at"] = .integer(0)
            members["registration_access_token"] = .string(token)
            members["registration_client_uri"] = .string(origin + "/register/\(id)")
            members["x_copy_of_the_secret"] = .array([.object(["again": .string(secret)])])
            members["x_note"] = .string("manage it with \(token)")
            members["registrationAccessToken"] = .string(token)
            return Self.json(request.method == .post ? .created : .ok, members)
        }
    }

    /// Makes a secret that nobody has seen, with characters that every encoding writes differently.
    private static func issue(_ name: String, _ state: inout State) -> String {
        let number = state.issued.count + 1
        let secret = "cnry+\(name.replacing(" ", with: "."))/\(UUID().uuidString)=~\(number)"
        state.issued["\(name) \(number)"] = secret
        return secret
    }

    /// An answer that gives away all it can: what was sent, as it came and encoded, and by its name what was issued.
    private static func unwell(_ mood: Mood, sent: [String], _ last: (secret: String, token: String)) -> Response {
        let words = sent.flatMap { $0.split(separator: " ").map(String.init) + [$0] }
        let encoded = words.map { Data($0.utf8).base64EncodedString() }
        let echo =
            (sent + encoded).joined(separator: " ; ")
            + " client_secret=\(last.secret), \"registration_access_token\": \"\(last.token)\" Bearer \(last.token)"
        switch mood {
        case .refusing(let status):
            return json(
                .init(code: status),
                [
                    "error": .string("invalid_request"), "error_description": .string(echo),
                    "reason": .array(sent.map(JSONValue.string)),
                    "client_secret": .string(last.secret), "registration_access_token": .string(last.token),
                ])
        case .babbling(let status):
            var response = Response(
                status: .init(code: status), headers: [.contentType: "text/html"],
                body: .init(byteBuffer: ByteBuffer(string: "<h1>No</h1> " + echo)))
            let line = echo.filter { $0.isASCII && $0 != "\n" && $0 != "\r" }
            response.headers[.wwwAuthenticate] = "Bearer error=\"invalid_token\", error_description=\"\(line)\""
            response.headers[.location] = "https://elsewhere.example/?token=" + last.token
            return response
        case .well, .malformed, .narrowing:
            return Response(
                status: .ok, headers: [.contentType: "application/json"],
                body: .init(byteBuffer: ByteBuffer(string: #"{"client_secret": "\#(last.secret)", "# + echo)))
        }
    }

    private static func json(_ status: HTTPResponse.Status, _ members: [String: JSONValue]) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: JSONValue.object(members).text)))
    }
}
