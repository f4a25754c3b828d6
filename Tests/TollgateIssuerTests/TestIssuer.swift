import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing
import TollgateCrypto
import TollgateIssuer
import TollgateTesting

/// An issuer behind a router, and the requests that the tests send to it.
struct TestIssuer: Sendable {
    static let initialToken = "initial-access-token"
    static let realmPath = "/realms/DCR"
    static let tokenPath = realmPath + "/protocol/openid-connect/token"
    static let keysPath = realmPath + "/protocol/openid-connect/certs"
    static let clientsPath = realmPath + "/clients-registrations/openid-connect"
    static let formType = "application/x-www-form-urlencoded"

    let issuer: EmbeddedIssuer
    let clock: ManualClock
    private let client: any TestClientProtocol

    /// One key for all tests, since making one is slow.
    private static let key = Result { try RSAKeyPair.generate() }

    static func configuration(_ change: (inout IssuerConfiguration) -> Void = { _ in }) -> IssuerConfiguration {
        var configuration = IssuerConfiguration(
            scopes: ["product_payments", "free_plan", "gold_plan"], initialAccessToken: initialToken)
        change(&configuration)
        return configuration
    }

    /// Runs `body` against a new issuer.
    static func run(
        _ change: (inout IssuerConfiguration) -> Void = { _ in }, body: @Sendable (TestIssuer) async throws -> Void
    ) async throws {
        let clock = ManualClock()
        var configuration = configuration(change)
        configuration.now = { clock.unixSeconds }
        let issuer = try EmbeddedIssuer(configuration: configuration, signingKey: key.get())
        try await Application(router: issuer.router()).test(.router) { client in
            try await body(TestIssuer(issuer: issuer, clock: clock, client: client))
        }
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, headers: HTTPFields = [:], body: String? = nil
    ) async throws -> Reply {
        let buffer = body.map { ByteBuffer(string: $0) }
        return try await Reply(client.execute(uri: path, method: method, headers: headers, body: buffer) { $0 })
    }

    // MARK: Registration

    func register(
        _ metadata: String, bearer: String? = TestIssuer.initialToken, contentType: String = "application/json"
    ) async throws -> Reply {
        var headers: HTTPFields = [.contentType: contentType]
        headers[.authorization] = bearer.map { "Bearer \($0)" }
        return try await send(.post, Self.clientsPath, headers: headers, body: metadata)
    }

    func manage(
        _ method: HTTPRequest.Method, _ client: String, bearer: String?, body: String? = nil
    ) async throws -> Reply {
        var headers: HTTPFields = [.contentType: "application/json"]
        headers[.authorization] = bearer.map { "Bearer \($0)" }
        return try await send(method, "\(Self.clientsPath)/\(client)", headers: headers, body: body)
    }

    /// A client for client credentials.
    func makeClient(
        scope: String? = "product_payments free_plan", method: String = "client_secret_basic"
    ) async throws -> (id: String, secret: String, token: String) {
        let scopeMember = scope.map { #","scope":"\#($0)""# } ?? ""
        let reply = try await register(
            #"{"grant_types":["client_credentials"],"token_endpoint_auth_method":"\#(method)"\#(scopeMember)}"#)
        return (
            id: try #require(reply.text("client_id")), secret: try #require(reply.text("client_secret")),
            token: try #require(reply.text("registration_access_token"))
        )
    }

    // MARK: Tokens

    static func basic(_ id: String, _ secret: String) -> String {
        "Basic " + Data("\(id):\(secret)".utf8).base64EncodedString()
    }

    func token(
        _ form: String, authorization: String? = nil, contentType: String = TestIssuer.formType
    ) async throws -> Reply {
        var headers: HTTPFields = [.contentType: contentType]
        headers[.authorization] = authorization
        return try await send(.post, Self.tokenPath, headers: headers, body: form)
    }
}
